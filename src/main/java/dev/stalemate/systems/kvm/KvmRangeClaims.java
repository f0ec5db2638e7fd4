package dev.stalemate.systems.kvm;

import static dev.stalemate.model.Verdict.HOLDS;
import static dev.stalemate.model.Verdict.VIOLATED;

import dev.stalemate.model.Claim;
import dev.stalemate.model.ClaimList;
import java.util.List;

/** What thread 001 claims of variable ranges, ranges to zap, frames that leave the guest and large pages, and real code beyond it. */
final class KvmRangeClaims extends ClaimList {
    private static final String QUIESCENT = "no-stale-quiescent";
    private static final String RETAINED = "no-retained-mapping";

    private static final String MOVED_BASE =
            "cd=off,frames=0x100000+0x200000,init=2ff:806+200:100000+201:ffff00800,wrmsr=200:100000/200000";
    /** One variable range that guests move, widen, shrink, and turn on and off. */
    private static final String RESHAPED =
            "cd=off,frames=0x100000+0x200000+0x300000,init=2ff:806+200:200000+201:fffe00800,"
                    + "wrmsr=200:100000/200000+201:ffff00800/fffe00800/ffff00000";

    private static final String OVMF = "vcpus=1,maxphyaddr=40,wrmsr=none,"
            + "frames=0x9f000+0xa0000+0xf0000+0x80000000+0x100000000+0x800000000,"
            + "init=2ff:c06+250:606060606060606+258:606060606060606+200:80000000+201:ff80000800";
    private static final String OVMF_ZAPS = "expect-zap=0xa0000-0xfffff+0x80000000-0xffffffff";
    private static final String KERNEL_ZAPS =
            "expect-zap=0xa0000-0xfffff+0x80000000-0xffffffff+0x800000000-0xfffffffff";
    private static final String LARGE =
            "vcpus=1,cd=off,large=on,frames=0x200000+0x300000,init=2ff:806,wrmsr=200:200000+201:ffff00800";
    private static final String LOOK_UP = "vcpus=1,cd=off,frames=0x1000+0xb8000000,init=2ff:c06+200:6+201:f00000800,";
    private static final String LARGE_CHECK = "vcpus=1,cd=off,large=on,frames=0x0+0x200000,init=2ff:806,";
    private static final String PAGES = "p2m=on,cd=off,wrmsr=none";

    private KvmRangeClaims(KvmSystem system) {
        super(system);
    }

    static List<Claim> of(KvmSystem system) {
        KvmRangeClaims claims = new KvmRangeClaims(system);
        claims.rangesAndPages();
        claims.realCode();
        return claims.all();
    }

    private void rangesAndPages() {
        claim(
                "K13",
                KvmDesigns.LINUX_6_7,
                QUIESCENT,
                MOVED_BASE + ",vcpus=1",
                VIOLATED,
                "the base of a valid variable MTRR is moved while MTRRs are on: the old range keeps its leaves");
        claim(
                "K13b",
                KvmDesigns.ZAP_OLD_AND_NEW,
                QUIESCENT,
                RESHAPED + ",vcpus=3,frames=0x1ff000+0x200000+0x3ff000",
                HOLDS,
                "zapping the old and the new range is enough, whether the base, the mask or its V bit is written");
        claim(
                "K13c",
                KvmDesigns.LINUX_6_7,
                QUIESCENT,
                RESHAPED.replace("200:100000/200000+201:ffff00800/fffe00800/ffff00000", "201:ffff00800") + ",vcpus=1",
                VIOLATED,
                "a mask that shrinks a valid variable range while MTRRs are on does the same: the rest keeps its leaves");
        claim(
                "K14",
                KvmDesigns.ZAP_PRECISELY,
                "zaps-exactly",
                OVMF + "," + OVMF_ZAPS,
                HOLDS,
                "with OVMF's MTRRs, CD=0 zaps 0xa0000-0xfffff in one batch and the 32-bit PCI hole 0x80000000-0xffffffff");
        claim(
                "K14b",
                KvmDesigns.ZAP_PRECISELY,
                "zaps-exactly",
                OVMF + "+202:800000000+203:f800000800," + KERNEL_ZAPS,
                HOLDS,
                "with the kernel's MTRRs also the 64-bit PCI hole 0x800000000-0xfffffffff");
        claim(
                "K14c",
                KvmDesigns.ZAP_PRECISELY,
                "code-keeps-its-leaf",
                OVMF + "," + OVMF_ZAPS,
                HOLDS,
                "code that runs below the VGA hole keeps its leaf");
        claim(
                "K14d",
                KvmDesigns.ZAP_PRECISELY,
                "zaps-exactly",
                OVMF.replace("2ff:c06", "2ff:c00") + ",expect-zap=0x0-0xffffffffff",
                HOLDS,
                "where the default type is not WB, it zaps everything");
        claim(
                "K14e",
                KvmDesigns.ZAP_PRECISELY,
                "zaps-exactly",
                OVMF.replace("2ff:c06", "2ff:806") + "+202:800000000,expect-zap=0x80000000-0xffffffff",
                HOLDS,
                "it zaps nothing for fixed ranges that are disabled, nor for a pair without its V bit");
        claim(
                "K17",
                KvmDesigns.UNMAP_FLUSH_ALL,
                RETAINED,
                PAGES + ",frames=3",
                HOLDS,
                "unmap, flush every CPU that may cache it, then reuse: no mapping is retained");
        claim(
                "K17b",
                KvmDesigns.UNMAP_FREE_EARLY,
                RETAINED,
                PAGES + ",frames=3",
                HOLDS,
                "a page may be freed before the flush, if its new owner writes after it");
        claim(
                "K17c",
                KvmDesigns.UNMAP_WRITE_EARLY,
                RETAINED,
                PAGES,
                VIOLATED,
                "a new owner's write before the flush is a leak");
        claim("K17d", KvmDesigns.UNMAP_FLUSH_ONE, RETAINED, PAGES, VIOLATED, "so is a flush on one CPU only");
        claim("K17e", KvmDesigns.UNMAP_FLUSH_NONE, RETAINED, PAGES, VIOLATED, "and no flush at all");
        claim(
                "K18",
                KvmDesigns.LARGE_WHOLE,
                "large-page-types",
                LARGE,
                VIOLATED,
                "a large page over ranges of different types, installed whole, gives some of it a wrong type");
        claim("K18b", KvmDesigns.LINUX_6_7, "large-page-types", LARGE, HOLDS, "split, each 4K of it has its own type");
    }

    private void realCode() {
        claim(
                "R1",
                KvmDesigns.LINUX_4_9,
                "lookup-is-sdm",
                LOOK_UP + "wrmsr=202:b8000000+203:ff8000800",
                VIOLATED,
                "KVM's look-up of variable MTRRs follows the SDM's precedence");
        claim(
                "R1b",
                KvmDesigns.SDM_LOOK_UP,
                "lookup-is-sdm",
                LOOK_UP + "wrmsr=202:0/b8000000/b8000006+203:0/ff8000800,frames=0x1000+0xb8000000+0x100000000",
                HOLDS,
                "one that tests every range for UC does");
        claim(
                "R2",
                KvmDesigns.LINUX_4_9,
                "large-check-is-safe",
                LARGE_CHECK + "wrmsr=2ff:806/c06+250:0/606060606060606+200:6/200000/300004+201:0/ffff00800/fffffe800"
                        + "+202:5/400006+203:0/fffc00800",
                HOLDS,
                "KVM's large-page check never says uniform where types are mixed");
        answer(
                "R2b",
                KvmDesigns.LINUX_4_9,
                "large-check-is-safe",
                LARGE_CHECK + "wrmsr=201:fffd00800",
                VIOLATED,
                "the same with a hole in a mask",
                "the SDM's formula matches 0x0-0xfffff and 0x200000-0x2fffff; KVM takes the pair for the one range 0x0-0x2fffff, and"
                        + " thinks the first 2 MiB uniform. Intel discourages such masks, but WRMSR accepts them. Here UC stands for WB, so it is only slower;"
                        + " with the two types exchanged it would be coherence.");
        claim(
                "R2c",
                KvmDesigns.SDM_LOOK_UP,
                "large-check-is-safe",
                LARGE_CHECK + "wrmsr=200:6/4+201:0/fffd00800/ffff00800",
                HOLDS,
                "a check by the SDM's formula is safe with holes, too");
    }
}
