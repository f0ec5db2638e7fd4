package dev.stalemate.systems.kvm;

import static dev.stalemate.systems.kvm.KvmDesigns.LARGE_WHOLE;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_9;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_7;
import static dev.stalemate.systems.kvm.KvmDesigns.SDM_LOOK_UP;
import static dev.stalemate.systems.kvm.KvmDesigns.UNMAP_FLUSH_ALL;
import static dev.stalemate.systems.kvm.KvmDesigns.UNMAP_FLUSH_NONE;
import static dev.stalemate.systems.kvm.KvmDesigns.UNMAP_FLUSH_ONE;
import static dev.stalemate.systems.kvm.KvmDesigns.UNMAP_FREE_EARLY;
import static dev.stalemate.systems.kvm.KvmDesigns.UNMAP_WRITE_EARLY;
import static dev.stalemate.systems.kvm.KvmDesigns.ZAP_OLD_AND_NEW;
import static dev.stalemate.systems.kvm.KvmDesigns.ZAP_PRECISELY;
import static dev.stalemate.systems.kvm.KvmLaws.CODE_KEEPS_LEAF;
import static dev.stalemate.systems.kvm.KvmLaws.LARGE_CHECK_IS_SAFE;
import static dev.stalemate.systems.kvm.KvmLaws.LARGE_PAGE_TYPES;
import static dev.stalemate.systems.kvm.KvmLaws.LOOK_UP_IS_SDM;
import static dev.stalemate.systems.kvm.KvmLaws.NO_RETAINED_MAPPING;
import static dev.stalemate.systems.kvm.KvmLaws.NO_STALE_QUIESCENT;
import static dev.stalemate.systems.kvm.KvmLaws.ZAPS_EXACTLY;
import static dev.stalemate.systems.kvm.KvmLaws.ZAPS_WHAT_DIFFERS;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;
import dev.stalemate.sources.MailThreads;

/** What the thread claims of variable ranges, ranges to zap, frames that leave the guest and large pages, and real code beyond it. */
final class KvmRangeClaims {
    private static final String MOVED_BASE =
            "cd=off,frames=0x100000+0x200000,init=2ff:806+200:100000+201:ffff00800,wrmsr=200:100000/200000";
    /** One variable range that guests move, widen, shrink, and turn on and off. */
    private static final String RESHAPED =
            "cd=off,frames=0x100000+0x200000+0x300000,init=2ff:806+200:200000+201:fffe00800,"
                    + "wrmsr=200:100000/200000+201:ffff00800/fffe00800/ffff00000";

    private static final String OVMF =
            "vcpus=1,maxphyaddr=40,wrmsr=none,frames=0x9f000+0xa0000+0xf0000+0x80000000+0x100000000+0x800000000,"
                    + "init=2ff:c06+250:606060606060606+258:606060606060606+200:80000000+201:ff80000800";
    private static final String OVMF_ZAPS = "expect-zap=0xa0000-0xfffff+0x80000000-0xffffffff";
    /** Types, enable bits and a range that change, so that the batch of fixed ranges and the list of others do. */
    private static final String OTHER_REGISTERS =
            "wrmsr=2ff:6/806/c06/c00+250:0/606060606060606/606060606060600+268:0/606060606060606+201:ff80000000/ff80000800";

    private static final String KERNEL_ZAPS =
            "expect-zap=0xa0000-0xfffff+0x80000000-0xffffffff+0x800000000-0xfffffffff";
    private static final String LARGE =
            "vcpus=1,cd=off,large=on,frames=0x200000+0x300000,init=2ff:806,wrmsr=200:200000+201:ffff00800";
    private static final String LOOK_UP = "vcpus=1,cd=off,frames=0x1000+0xb8000000,init=2ff:c06+200:6+201:f00000800,";
    private static final String CHECKED_WHOLE = "vcpus=1,cd=off,large=on,frames=0x0+0x200000,";
    private static final String LARGE_CHECK = CHECKED_WHOLE + "init=2ff:806,";
    private static final String PAGES = "p2m=on,cd=off,wrmsr=none";

    private KvmRangeClaims() {}

    static void all(Claims claims) {
        rangesAndPages(claims);
        realCode(claims);
    }

    private static void rangesAndPages(Claims claims) {
        claims.from(Code.KVM_MTRR);
        claims.of("K13", LINUX_6_7, NO_STALE_QUIESCENT)
                .at(MOVED_BASE + ",vcpus=1")
                .violated(
                        "the base of a valid variable MTRR is moved while MTRRs are on: the old range keeps its leaves");
        claims.of("K13b", ZAP_OLD_AND_NEW, NO_STALE_QUIESCENT)
                .at(RESHAPED + ",vcpus=3,frames=0x1ff000+0x200000+0x3ff000")
                .holds(
                        "zapping the old and the new range is enough, whether the base, the mask or its V bit is written");
        claims.of("K13c", LINUX_6_7, NO_STALE_QUIESCENT)
                .at(RESHAPED.replace("200:100000/200000+201:ffff00800/fffe00800/ffff00000", "201:ffff00800")
                        + ",vcpus=1")
                .violated(
                        "a mask that shrinks a valid variable range while MTRRs are on zaps the new range alone: the rest"
                                + " of the old one keeps its leaves");
        claims.from(MailThreads.KVM_MTRRS);
        claims.of("K14", ZAP_PRECISELY, ZAPS_EXACTLY)
                .at(OVMF + "," + OVMF_ZAPS)
                .holds(
                        "with OVMF's MTRRs, CD=0 zaps 0xa0000-0xfffff in one batch and the 32-bit PCI hole 0x80000000-0xffffffff");
        claims.of("K14b", ZAP_PRECISELY, ZAPS_EXACTLY)
                .at(OVMF + "+202:800000000+203:f800000800," + KERNEL_ZAPS)
                .holds("with the kernel's MTRRs, CD=0 zaps three ranges: 0xa0000-0xfffff, the 32-bit PCI hole, and the"
                        + " 64-bit PCI hole 0x800000000-0xfffffffff");
        claims.of("K14c", ZAP_PRECISELY, CODE_KEEPS_LEAF)
                .at(OVMF + "," + OVMF_ZAPS)
                .holds("code that runs below the VGA hole keeps its leaf");
        claims.of("K14d", ZAP_PRECISELY, ZAPS_EXACTLY)
                .at(OVMF.replace("2ff:c06", "2ff:c00") + ",expect-zap=0x0-0xffffffffff")
                .holds("a precise zap at CD=0 zaps everything where the default type is not WB");
        claims.of("K14e", ZAP_PRECISELY, ZAPS_EXACTLY)
                .at(OVMF.replace("2ff:c06", "2ff:806") + "+202:800000000,expect-zap=0x80000000-0xffffffff")
                .holds(
                        "a precise zap at CD=0 zaps nothing for fixed ranges that are disabled, nor for a pair without its"
                                + " V bit");
        claims.of("K14f", ZAP_PRECISELY, ZAPS_WHAT_DIFFERS)
                .at(OVMF.replace("wrmsr=none", OTHER_REGISTERS) + ",expect-zap=what-differs")
                .holds(
                        "a precise zap at CD=0 zaps every frame that got WB because of CD=1 and is not WB by the MTRRs, whatever these are");
        claims.from(Code.SDM_CACHED_MAPPINGS);
        claims.of("K17", UNMAP_FLUSH_ALL, NO_RETAINED_MAPPING)
                .at(PAGES + ",frames=3")
                .holds("unmap, flush every CPU that may cache it, then reuse: no mapping is retained");
        claims.of("K17b", UNMAP_FREE_EARLY, NO_RETAINED_MAPPING)
                .at(PAGES + ",frames=3")
                .holds("a page may be freed before the flush, if its new owner writes after it");
        claims.of("K17c", UNMAP_WRITE_EARLY, NO_RETAINED_MAPPING)
                .at(PAGES)
                .violated("a new owner's write before the flush is a leak");
        claims.of("K17d", UNMAP_FLUSH_ONE, NO_RETAINED_MAPPING).at(PAGES).violated("a flush on one CPU only is a leak");
        claims.of("K17e", UNMAP_FLUSH_NONE, NO_RETAINED_MAPPING).at(PAGES).violated("no flush at all is a leak");
        claims.from(Code.SDM_LARGE_PAGES);
        claims.of("K18", LARGE_WHOLE, LARGE_PAGE_TYPES)
                .at(LARGE)
                .violated(
                        "a large page over ranges of different types, installed whole, gives some of it a wrong type");
        claims.of("K18b", LINUX_6_7, LARGE_PAGE_TYPES)
                .at(LARGE)
                .holds("if a large page over ranges of different types is split, each 4K of it has its own type");
    }

    private static void realCode(Claims claims) {
        claims.from(Code.KVM_MTRR, Code.SDM_PRECEDENCE);
        claims.of("R1", LINUX_4_9, LOOK_UP_IS_SDM)
                .at(LOOK_UP + "wrmsr=202:b8000000+203:ff8000800")
                .violated(
                        "KVM's look-up of variable MTRRs misses a UC range inside a WB range, where the SDM's precedence"
                                + " gives UC");
        claims.of("R1b", SDM_LOOK_UP, LOOK_UP_IS_SDM)
                .at(LOOK_UP + "wrmsr=202:0/b8000000/b8000006+203:0/ff8000800,frames=0x1000+0xb8000000+0x100000000")
                .holds("a look-up that tests every range for UC follows the SDM's precedence");
        claims.from(Code.KVM_MTRR, Code.SDM_LARGE_PAGES);
        claims.of("R2", LINUX_4_9, LARGE_CHECK_IS_SAFE)
                .at(LARGE_CHECK
                        + "wrmsr=2ff:806/c06+250:0/606060606060606+200:6/200000/300004+201:0/ffff00800/fffffe800"
                        + "+202:5/400006+203:0/fffc00800")
                .holds(
                        "KVM's large-page check never says uniform where types are mixed, if each range has a size of 2^n and a base that is a"
                                + " multiple of it, as SDM 11.11.4 asks of software");
        claims.of("R2b", LINUX_4_9, LARGE_CHECK_IS_SAFE)
                .at(LARGE_CHECK + "wrmsr=201:fffd00800")
                .open("KVM's large-page check never says uniform where types are mixed, even with a hole in a mask")
                .violated(
                        "the SDM's formula matches 0x0-0xfffff and 0x200000-0x2fffff. KVM takes the pair for the one range 0x0-0x2fffff, and"
                                + " finds the first 2 MiB uniform. Intel discourages such masks, but WRMSR accepts them. Here memory is UC"
                                + " instead of WB, which is only slower; with the two types exchanged coherence would be lost.");
        claims.of("R2c", SDM_LOOK_UP, LARGE_CHECK_IS_SAFE)
                .at(LARGE_CHECK + "wrmsr=200:6/4+201:0/fffd00800/ffff00800")
                .holds(
                        "a large-page check by the SDM's formula never says uniform where types are mixed, even with holes"
                                + " in masks");
        claims.of("R2d", LINUX_4_9, LARGE_CHECK_IS_SAFE)
                .at(CHECKED_WHOLE + "init=2ff:800+200:0+201:ffff00800+202:200006,wrmsr=203:fffc00800")
                .open(
                        "KVM's large-page check never says uniform where types are mixed, even if a base is no multiple of its range's size")
                .violated(
                        "PHYSBASE 0x200000 with a mask of 4 MiB: the SDM's formula matches 0x0-0x3fffff. KVM's range begins at the base and ends"
                                + " where the mask's does, so it misses 0x0-0x1fffff, and finds the UC of the first 1 MiB and of the default type"
                                + " there. WRMSR accepts such a base. Here memory is UC instead of WB, which is only slower.");
        claims.of("R2e", SDM_LOOK_UP, LARGE_CHECK_IS_SAFE)
                .at(
                        CHECKED_WHOLE
                                + "init=2ff:800+201:ffff00800,wrmsr=2ff:806/804+200:0/4+202:200006/200000/100004+203:0/fffc00800/fffe00800")
                .holds(
                        "a large-page check by the SDM's formula never says uniform where types are mixed, even if bases are no multiples of"
                                + " their ranges' sizes");
    }
}
