package dev.stalemate.systems.kvm;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What thread 001 claims, and what real code does beyond it: K1 to K18 without the interleavings, R1 and R2. */
final class KvmClaims extends ClaimList {
    private static final String STALE_IGMT = "no-stale-igmt";
    private static final String QUIESCENT = "no-stale-quiescent";
    private static final String WEAKER = "never-weaker";
    private static final String WEAKER_OFF = "never-weaker-while-off";
    private static final String RETAINED = "no-retained-mapping";

    /** A guest whose MTRRs are on (E and FE, default WB) and which updates them as SDM 11.11.8 says. */
    private static final String SDM = "guest=sdm,init=2ff:c06";
    /** Nothing is touched between the first CD=1 and the last CD=0 of an update. */
    private static final String SDM_QUIET = SDM + ",touch=outside";

    private static final String LINUX_ROUNDS = "guest=linux,touch=outside,init=2ff:c06,vcpus=3,frames=1,zaps=on";
    /** Where a design is expected to hold, a larger machine is searched. */
    private static final String THREE = ",vcpus=3,frames=3";

    private static final String MOVED_BASE =
            "cd=off,frames=0x100000+0x200000,init=2ff:806+200:100000+201:ffff00800,wrmsr=200:100000/200000";
    private static final String OVMF = "vcpus=1,maxphyaddr=40,wrmsr=none,"
            + "frames=0x9f000+0xa0000+0xf0000+0x80000000+0x100000000+0x800000000,"
            + "init=2ff:c06+250:606060606060606+258:606060606060606+200:80000000+201:ff80000800";
    private static final String OVMF_ZAPS = "expect-zap=0xa0000-0xfffff+0x80000000-0xffffffff";
    private static final String KERNEL_ZAPS =
            "expect-zap=0xa0000-0xfffff+0x80000000-0xffffffff+0x800000000-0xfffffffff";
    private static final String LARGE =
            "vcpus=1,cd=off,large=on,frames=0x200000+0x300000,init=2ff:806,wrmsr=200:200000+201:ffff00800";
    private static final String LARGE_CHECK = "vcpus=1,cd=off,large=on,frames=0x0+0x200000,init=2ff:806,";
    private static final String PAGES = "p2m=on,cd=off,wrmsr=none";

    private KvmClaims(KvmSystem system) {
        super(system);
    }

    static List<Claim> of(KvmSystem system) {
        KvmClaims claims = new KvmClaims(system);
        claims.cacheDisable();
        claims.perVmCopy();
        claims.versions();
        claims.rangesAndPages();
        claims.realCode();
        return claims.all();
    }

    private void cacheDisable() {
        claim(
                "K1",
                KvmVariants.LINUX_4_9,
                STALE_IGMT,
                "hotplug=slots",
                VIOLATED,
                "up to Linux 6.6, leaves made while CD=1 ignore the guest's PAT and survive CD=0");
        claim(
                "K2",
                KvmVariants.LINUX_4_9_NO_QUIRK,
                QUIESCENT,
                SDM + THREE,
                HOLDS,
                "with the quirk off every change of CD zaps everything, so nothing is stale");
        claim(
                "K3",
                KvmVariants.ZAP_NON_WB,
                QUIESCENT,
                SDM + ",vcpus=1",
                VIOLATED,
                "zapping only what is not WB when CD clears leaves a UC leaf whose range was made WB meanwhile");
        claim(
                "K4",
                KvmVariants.ZAP_ALL,
                QUIESCENT,
                "hotplug=bare" + THREE,
                HOLDS,
                "zapping everything when CD clears is enough");
        claim(
                "K5",
                KvmVariants.ZAP_ALL,
                WEAKER_OFF,
                SDM + ",vcpus=1",
                VIOLATED,
                "without a zap when the MTRRs are disabled, an access that the guest takes for UC stays cached");
        finding(
                "K5b",
                KvmVariants.LINUX_4_9,
                WEAKER_OFF,
                SDM + ",vcpus=1",
                HOLDS,
                "up to Linux 6.6 disabling the MTRRs zaps, and leaves are rebuilt as UC",
                VIOLATED,
                "disabling the MTRRs does zap, but while CD=1 the quirk decides before the MTRRs do: the leaf is rebuilt as WB+IPAT"
                        + " (vmx_get_mt_mask() tests CR0.CD first). A real Linux 6.1 does the same: touched after that zap, its"
                        + " leaves were WB+IPAT.");
    }

    private void perVmCopy() {
        claim(
                "K6",
                KvmVariants.VM_COPY,
                QUIESCENT,
                SDM_QUIET + ",vcpus=3",
                HOLDS,
                "a per-VM copy whose differences are zapped when CD clears leaves nothing stale, if nothing is touched during updates");
        answer(
                "K6b",
                KvmVariants.VM_COPY,
                QUIESCENT,
                SDM,
                VIOLATED,
                "the same, if frames may be touched while CD=1",
                "a frame touched while CD=1 gets WB whatever its range; if the update changed no register, CD=0 zaps nothing.");
        answer(
                "K6c",
                KvmVariants.VM_COPY,
                QUIESCENT,
                "init=2ff:c06",
                VIOLATED,
                "the same, for guests that don't follow the SDM's procedure",
                "setting and clearing CD without an MTRR change is enough: a frame touched in between keeps its WB leaf.");
        claim(
                "K7",
                KvmVariants.VM_COPY_VCPU_0,
                "leaf-follows-online-mtrrs",
                SDM_QUIET + ",offline=on,frames=1",
                VIOLATED,
                "a copy that one chosen vCPU writes stops following the guest once that vCPU goes off line");
        answer(
                "K7b",
                KvmVariants.VM_COPY_LOWEST_ONLINE,
                "leaf-follows-online-mtrrs",
                SDM_QUIET + ",offline=on,frames=1",
                VIOLATED,
                "\"the lowest online vCPU\" writes the copy: \"Will that work for kexec()?\"",
                "no: a vCPU that comes back on line brings its old MTRRs. When the others then return to them, all are equal again, but their"
                        + " writes don't count, and the lowest vCPU has nothing to write: the copy keeps what they left.");
        claim(
                "K8",
                KvmVariants.VM_COPY_ZAP_ALL,
                QUIESCENT,
                SDM_QUIET + ",vcpus=3",
                HOLDS,
                "every vCPU writes the copy, and CD=0 zaps if and only if the MTRRs differ: nothing is stale");
        claim(
                "K8b",
                KvmVariants.VM_COPY_ZAP_ALL,
                "one-zap-a-round",
                LINUX_ROUNDS,
                HOLDS,
                "the same costs one zap a round of updates, not one for each vCPU, where vCPUs update one after the other");
        answer(
                "K8c",
                KvmVariants.VM_COPY_ZAP_ALL,
                QUIESCENT,
                SDM,
                VIOLATED,
                "the same as K8, if frames may be touched while CD=1",
                "as K6b: equal registers zap nothing, whatever was touched.");
        claim(
                "K8d",
                KvmVariants.ZAP_ALL,
                "one-zap-a-round",
                LINUX_ROUNDS,
                VIOLATED,
                "without a copy each vCPU's CD=0 zaps once more");
        answer(
                "K8e",
                KvmVariants.VM_COPY_ZAP_ALL,
                "one-zap-a-round",
                SDM_QUIET + ",vcpus=3,frames=1,zaps=on",
                VIOLATED,
                "the same, where vCPUs update at the same time, as SDM 11.11.8 lets them",
                "a vCPU that clears CD while another has just disabled the copy zaps for that difference, and the other one zaps again:"
                        + " the enable bit belongs to the copy.");
    }

    private void versions() {
        claim(
                "K9",
                KvmVariants.LINUX_4_9,
                WEAKER,
                "mtrrs=off,wrmsr=none,cd=off",
                VIOLATED,
                "a guest without the MTRR feature gets WB with PAT, and believes UC");
        claim(
                "K10",
                KvmVariants.LINUX_4_9,
                QUIESCENT,
                "cd=off,hotplug=bare",
                VIOLATED,
                "up to Linux 6.6 devices attach and detach without a zap");
        claim(
                "K10b",
                KvmVariants.LINUX_6_7,
                QUIESCENT,
                "cd=off,hotplug=bare" + THREE,
                HOLDS,
                "with a zap at the first attach and the last detach nothing is stale");
        claim(
                "K11",
                KvmVariants.LINUX_6_7,
                STALE_IGMT,
                "hotplug=bare" + THREE,
                HOLDS,
                "Linux 6.7 to 6.10: leaves made while CD=1 don't ignore PAT");
        claim(
                "K11b",
                KvmVariants.LINUX_6_7,
                QUIESCENT,
                SDM,
                VIOLATED,
                "but a page touched while CD=1, such as between enabling the MTRRs again and CD=0, keeps a stale WB leaf");
        claim(
                "K12",
                KvmVariants.LINUX_6_11,
                "no-stale",
                "hotplug=bare" + THREE,
                HOLDS,
                "Linux 6.11 on: MTRRs and CD mean nothing, so nothing gets stale");
        claim(
                "K12b",
                KvmVariants.LINUX_6_11,
                WEAKER,
                "init=2ff:c06",
                VIOLATED,
                "but a guest that relies on MTRRs alone gets weaker types than it believes");
        claim(
                "K12c",
                KvmVariants.LINUX_6_16_NO_QUIRK,
                "no-stale",
                "hotplug=bare" + THREE,
                HOLDS,
                "Linux 6.16 with IGNORE_GUEST_PAT disabled: one type for ever, so no zap is needed");
    }

    private void rangesAndPages() {
        claim(
                "K13",
                KvmVariants.LINUX_6_7,
                QUIESCENT,
                MOVED_BASE + ",vcpus=1",
                VIOLATED,
                "the base of a valid variable MTRR is moved while MTRRs are on: the old range keeps its leaves");
        claim(
                "K13b",
                KvmVariants.ZAP_OLD_AND_NEW,
                QUIESCENT,
                MOVED_BASE + ",vcpus=3",
                HOLDS,
                "zapping the old and the new range is enough");
        claim(
                "K14",
                KvmVariants.ZAP_PRECISELY,
                "zaps-exactly",
                OVMF + "," + OVMF_ZAPS,
                HOLDS,
                "with OVMF's MTRRs, CD=0 zaps 0xa0000-0xfffff in one batch and the 32-bit PCI hole 0x80000000-0xffffffff");
        claim(
                "K14b",
                KvmVariants.ZAP_PRECISELY,
                "zaps-exactly",
                OVMF + "+202:800000000+203:f800000800," + KERNEL_ZAPS,
                HOLDS,
                "with the kernel's MTRRs also the 64-bit PCI hole 0x800000000-0xfffffffff");
        claim(
                "K14c",
                KvmVariants.ZAP_PRECISELY,
                "code-keeps-its-leaf",
                OVMF + "," + OVMF_ZAPS,
                HOLDS,
                "code that runs below the VGA hole keeps its leaf");
        claim(
                "K17",
                KvmVariants.UNMAP_FLUSH_ALL,
                RETAINED,
                PAGES + ",frames=3",
                HOLDS,
                "unmap, flush every CPU that may cache it, then reuse: no mapping is retained");
        claim(
                "K17b",
                KvmVariants.UNMAP_FREE_EARLY,
                RETAINED,
                PAGES + ",frames=3",
                HOLDS,
                "a page may be freed before the flush, if its new owner writes after it");
        claim(
                "K17c",
                KvmVariants.UNMAP_WRITE_EARLY,
                RETAINED,
                PAGES,
                VIOLATED,
                "a new owner's write before the flush is a leak");
        claim("K17d", KvmVariants.UNMAP_FLUSH_ONE, RETAINED, PAGES, VIOLATED, "so is a flush on one CPU only");
        claim("K17e", KvmVariants.UNMAP_FLUSH_NONE, RETAINED, PAGES, VIOLATED, "and no flush at all");
        claim(
                "K18",
                KvmVariants.LARGE_WHOLE,
                "large-page-types",
                LARGE,
                VIOLATED,
                "a large page over ranges of different types, installed whole, gives some of it a wrong type");
        claim("K18b", KvmVariants.LINUX_6_7, "large-page-types", LARGE, HOLDS, "split, each 4K of it has its own type");
    }

    private void realCode() {
        claim(
                "R1",
                KvmVariants.LINUX_4_9,
                "lookup-is-sdm",
                "vcpus=1,cd=off,frames=0x1000+0xb8000000,init=2ff:c06+200:6+201:f00000800,wrmsr=202:b8000000+203:ff8000800",
                VIOLATED,
                "KVM's look-up of variable MTRRs follows the SDM's precedence");
        claim(
                "R2",
                KvmVariants.LINUX_4_9,
                "large-check-is-safe",
                LARGE_CHECK + "wrmsr=2ff:806/c06+250:0/606060606060606+200:6/200000/300004+201:0/ffff00800/fffffe800"
                        + "+202:5/400006+203:0/fffc00800",
                HOLDS,
                "KVM's large-page check never says uniform where types are mixed");
        answer(
                "R2b",
                KvmVariants.LINUX_4_9,
                "large-check-is-safe",
                LARGE_CHECK + "wrmsr=201:fffd00800",
                VIOLATED,
                "the same with a hole in a mask",
                "the SDM's formula matches 0x0-0xfffff and 0x200000-0x2fffff; KVM takes the pair for the one range 0x0-0x2fffff, and"
                        + " thinks the first 2 MiB uniform. Intel discourages such masks, but WRMSR accepts them. Here UC stands for WB, so it is only slower; with"
                        + " the two types exchanged it would be coherence.");
    }
}
