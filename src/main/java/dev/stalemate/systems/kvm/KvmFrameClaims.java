package dev.stalemate.systems.kvm;

import static dev.stalemate.systems.kvm.KvmClaims.THREE;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_16;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_4_9;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_5_2;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_0;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_11;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_16;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_16_NO_QUIRK;
import static dev.stalemate.systems.kvm.KvmDesigns.LINUX_6_7;
import static dev.stalemate.systems.kvm.KvmDesigns.MMIO_BY_MTRR;
import static dev.stalemate.systems.kvm.KvmDesigns.SLOT_FLAG;
import static dev.stalemate.systems.kvm.KvmDesigns.UNTRACKED_BY_MTRR;
import static dev.stalemate.systems.kvm.KvmDesigns.WC_IS_MMIO;
import static dev.stalemate.systems.kvm.KvmLaws.DEVICE_MEMORY_IS_UNCACHED;
import static dev.stalemate.systems.kvm.KvmLaws.RAM_NO_SLOWER;
import static dev.stalemate.systems.kvm.KvmLaws.UNCACHED_FOR_DEVICE;

import dev.stalemate.model.Claims;
import dev.stalemate.sources.Code;
import dev.stalemate.sources.LinuxCommits;
import dev.stalemate.sources.MailThreads;

/** Bugs about what frames really are and who really uses them, where KVM believes something else (2019 to 2026). */
final class KvmFrameClaims {
    /** KVM knows of no device; MTRRs are on, default WB, and never change. */
    private static final String NO_DEVICE = "devices=0,cd=off,init=2ff:806";

    /** The guest writes the PAT that Linux has, by which entry 1 is WC; it maps memory by entry 0 and by that one. */
    private static final String GPU = NO_DEVICE + ",pat-index=0+1,wrmsr=277:407050600070106";

    /** A device whose DMA does not snoop uses the first frame. */
    private static final String BUFFER = GPU + ",used-by=non-snooping";

    static final String BUFFERS = BUFFER + "+any+snooping,vcpus=2,frames=3";

    /** Memory that is touched, and nothing else. */
    static final String TOUCHED = NO_DEVICE + ",wrmsr=none,";

    private static final String VGA = TOUCHED + "frames=0xa0000+0x100000,memory=vga";
    static final String DEVICE_MEMORY =
            TOUCHED + "vcpus=3,frames=0xa0000+0x100000+0x80000000+0x80001000,memory=vga+ram+bar+bar-wc";

    /** Nobody but CPUs uses memory, and a guest may make PAT entry 0 UC. */
    static final String EMULATED_BAR = NO_DEVICE + ",used-by=nobody,wrmsr=277:7040600070400";

    private KvmFrameClaims() {}

    static void all(Claims claims) {
        claims.from(MailThreads.VIRTIO_GPU);
        gpu(claims);
        slotFlag(claims);
        claims.from(MailThreads.WC_IS_MMIO);
        writeCombined(claims);
        claims.from(Code.DOSEMU_VGA, Code.KVM_IS_MMIO);
        vga(claims);
        askedByMtrr(claims);
        claims.from(Code.KVM_IS_MMIO);
        olderRules(claims);
        claims.from(LinuxCommits.PAT_ALWAYS, LinuxCommits.PAT_ALWAYS_REVERTED);
        emulatedBar(claims);
    }

    private static void gpu(Claims claims) {
        claims.of("H33", LINUX_6_7, UNCACHED_FOR_DEVICE)
                .at(BUFFER)
                .violated(
                        "A virtio GPU's host device does DMA that does not snoop, and nobody tells KVM: the leaf ignores the guest's PAT, and"
                                + " what the guest maps WC stays cached.");
        claims.of("H33b", LINUX_4_9, UNCACHED_FOR_DEVICE)
                .at(BUFFER)
                .violated(
                        "Linux 4.9 to 5.19 keeps a virtio GPU's buffer cached: leaves of RAM ignore the guest's PAT unless KVM counts a device.");
        claims.of("H33c", LINUX_6_0, UNCACHED_FOR_DEVICE)
                .at(BUFFER)
                .violated(
                        "Linux 6.0 to 6.6 keeps a virtio GPU's buffer cached: leaves of RAM ignore the guest's PAT unless KVM counts a device.");
        claims.of("H33d", LINUX_6_11, UNCACHED_FOR_DEVICE)
                .at(BUFFER)
                .violated(
                        "Linux 6.11 to 6.15 keeps a virtio GPU's buffer cached: leaves of RAM ignore the guest's PAT unless KVM counts a device.");
        claims.of("H33e", LINUX_6_16, UNCACHED_FOR_DEVICE)
                .at(BUFFER)
                .violated(
                        "Linux 6.16 keeps a virtio GPU's buffer cached, unless the VMM disables the quirk IGNORE_GUEST_PAT.");
        claims.of("H33fix", LINUX_6_16_NO_QUIRK, UNCACHED_FOR_DEVICE)
                .at(BUFFERS)
                .holds(
                        "c9c1e20b4c7d (2025) lets the VMM disable the quirk IGNORE_GUEST_PAT: every leaf of RAM honours the guest's PAT, and no"
                                + " count matters.");
        claims.of("H33f", LINUX_6_7, UNCACHED_FOR_DEVICE)
                .at(BUFFERS.replace("devices=0", "devices=1"))
                .open(
                        "The same guest on Linux 6.7, where KVM has been told of such a device: does its count save the GPU's buffers?")
                .holds("with a device counted, every leaf honours the guest's PAT, for the GPU's buffers as well.");
    }

    private static void slotFlag(Claims claims) {
        claims.of("H33g", SLOT_FLAG, UNCACHED_FOR_DEVICE)
                .at(BUFFERS + ",slots=non-coherent+non-coherent")
                .holds(
                        "The series proposes a flag for memory slots: in a slot that has it, the guest's PAT is honoured.");
        claims.of("H33h", SLOT_FLAG, UNCACHED_FOR_DEVICE)
                .at(BUFFERS + ",slots=non-coherent")
                .open(
                        "The proposed flag for memory slots, where a device uses a frame of a slot that the VMM has not flagged.")
                .violated(
                        "there, leaves still ignore the guest's PAT: the flag is one more thing that KVM must be told.");
        claims.of("H33n", SLOT_FLAG, DEVICE_MEMORY_IS_UNCACHED)
                .at(TOUCHED + "slots=non-coherent+non-coherent,memory=bar+ram")
                .holds(
                        "The proposed flag for memory slots makes no BAR in a flagged slot cached: what is MMIO is asked first.");
        claims.of("H33i", SLOT_FLAG, RAM_NO_SLOWER)
                .at(BUFFERS.replace("any", "snooping") + ",slots=non-coherent")
                .holds(
                        "The flag for memory slots costs no other memory any speed: there, the guest's PAT is still ignored.");
        claims.of("H33j", LINUX_6_16_NO_QUIRK, RAM_NO_SLOWER)
                .at(BUFFER + "+snooping")
                .open("Linux 6.16 with its quirk off: is all other memory as fast as with the flag for memory slots?")
                .violated("a guest that maps other memory WC gets WC, though no device needs that.");
    }

    private static void writeCombined(Claims claims) {
        claims.of("H33k", WC_IS_MMIO, UNCACHED_FOR_DEVICE)
                .at(BUFFER + ",memory=ram-wc+ram")
                .holds(
                        "Memory that the host's GPU driver maps WC is taken for MMIO, so its leaf is UC with the guest's PAT.");
        claims.of("H33l", WC_IS_MMIO, UNCACHED_FOR_DEVICE)
                .at(BUFFER + ",memory=ram+ram-wc")
                .open("The proposal to treat WC memory as MMIO, where the host maps the device's buffer WB.")
                .violated("whether a device snoops does not follow from how the host maps the memory.");
        claims.of("H33m", WC_IS_MMIO, RAM_NO_SLOWER)
                .at(TOUCHED + "memory=ram-wc,used-by=snooping")
                .open(
                        "The proposal to treat WC memory as MMIO, for a guest that maps such memory WB and a device that snoops.")
                .violated("WB by the guest's PAT is UC through such a leaf: the memory is slower than it has to be.");
    }

    private static void vga(Claims claims) {
        claims.of("H34", LINUX_6_16, DEVICE_MEMORY_IS_UNCACHED)
                .at(VGA)
                .violated(
                        "A VMM maps the VGA memory of /dev/mem into a slot. Its pages are reserved, but the host does not track types below 1 MiB"
                                + " and looks up WB: KVM takes them for RAM, and an access is a machine check.");
        claims.of("H34b", LINUX_5_2, DEVICE_MEMORY_IS_UNCACHED)
                .at(VGA)
                .violated("Linux 5.2 to 5.19 takes VGA memory of /dev/mem for RAM.");
        claims.of("H34c", LINUX_6_0, DEVICE_MEMORY_IS_UNCACHED)
                .at(VGA)
                .violated("Linux 6.0 to 6.6 takes VGA memory of /dev/mem for RAM.");
        claims.of("H34d", LINUX_6_7, DEVICE_MEMORY_IS_UNCACHED)
                .at(VGA)
                .violated("Linux 6.7 to 6.10 takes VGA memory of /dev/mem for RAM.");
        claims.of("H34e", LINUX_6_11, DEVICE_MEMORY_IS_UNCACHED)
                .at(VGA)
                .violated("Linux 6.11 to 6.15 takes VGA memory of /dev/mem for RAM.");
        claims.of("H34f", LINUX_6_16_NO_QUIRK, DEVICE_MEMORY_IS_UNCACHED)
                .at(VGA)
                .open("VGA memory of /dev/mem, with the quirk IGNORE_GUEST_PAT off.")
                .violated("the leaf is WB without IPAT, so it is the guest that must map the range uncached.");
        claims.of("H34g", LINUX_6_16_NO_QUIRK, DEVICE_MEMORY_IS_UNCACHED)
                .at(VGA.replace("2ff:806", "2ff:806+277:7040600070400"))
                .holds(
                        "What dosemu2 does: it disables the quirk IGNORE_GUEST_PAT, and its guest maps the range uncached by the PAT.");
    }

    private static void askedByMtrr(Claims claims) {
        claims.of("H34fix", MMIO_BY_MTRR, DEVICE_MEMORY_IS_UNCACHED)
                .at(DEVICE_MEMORY)
                .holds(
                        "A maintainer of KVM proposes to ask the host's MTRRs and not its PAT (2026): the VGA range is UC by them.");
        claims.of("H34h", MMIO_BY_MTRR, DEVICE_MEMORY_IS_UNCACHED)
                .at(TOUCHED + "frames=0x80000000+0x100000,memory=bar-mtrr.wb")
                .open("MMIO by the host's MTRRs alone, on a host whose firmware left a BAR WB there.")
                .violated(
                        "KVM takes that BAR for RAM. The rule since 0c55671f84ff (2019) goes by the e820, which has no RAM there (H34i).");
        claims.of("H34i", LINUX_6_16, DEVICE_MEMORY_IS_UNCACHED)
                .at(TOUCHED + "frames=0x80000000+0x100000,memory=bar-mtrr.wb")
                .holds(
                        "A BAR without page structs is MMIO because the e820 has no RAM there, whatever the host's MTRRs say.");
        claims.from(MailThreads.UNTRACKED_BY_MTRR, Code.KVM_IS_MMIO);
        claims.of("H34j", UNTRACKED_BY_MTRR, DEVICE_MEMORY_IS_UNCACHED)
                .at(DEVICE_MEMORY)
                .holds(
                        "Where the host tracks no type its MTRRs are asked (2024): the VGA range is UC by them, and all else is as it was.");
        claims.of("H34k", UNTRACKED_BY_MTRR, DEVICE_MEMORY_IS_UNCACHED)
                .at(TOUCHED + "frames=0x80000000+0x100000,memory=bar-mtrr.wb")
                .holds(
                        "A BAR that the host's firmware left WB in the MTRRs is still MMIO if only untracked memory is asked by them.");
    }

    private static void olderRules(Claims claims) {
        claims.of("H34l", LINUX_4_9, DEVICE_MEMORY_IS_UNCACHED)
                .at(DEVICE_MEMORY)
                .holds("Up to Linux 4.15 every reserved page was MMIO, and VGA memory with them.");
        claims.of("H34m", LINUX_4_9, RAM_NO_SLOWER)
                .at(TOUCHED + "memory=ram-reserved,used-by=nobody")
                .violated(
                        "Up to Linux 4.15 every reserved page was MMIO: the pages of an NVDIMM are reserved, and were UC. Linux 4.16 asks how the"
                                + " host maps them, in addition.");
        claims.of("H34n", LINUX_4_16, RAM_NO_SLOWER)
                .at(TOUCHED + "memory=ram-unmanaged,used-by=nobody")
                .violated(
                        "Up to 0c55671f84ff (2019, Linux 5.2) every page without a struct was MMIO: RAM that mem= keeps from the host's kernel, for"
                                + " guests alone, was UC.");
        claims.of("H34p", LINUX_4_16, DEVICE_MEMORY_IS_UNCACHED)
                .at(VGA)
                .violated("Linux 4.16 to 5.1 is the first to take VGA memory of /dev/mem for RAM.");
        claims.of("H34q", LINUX_4_16, RAM_NO_SLOWER)
                .at(TOUCHED + "memory=ram-reserved,used-by=nobody")
                .holds("Since Linux 4.16 the pages of an NVDIMM are as fast as other RAM.");
        claims.of("H34r", LINUX_4_9, RAM_NO_SLOWER)
                .at(TOUCHED + "memory=ram-unmanaged,used-by=nobody")
                .violated("Linux 4.9 to 4.15 takes RAM that mem= keeps from the host's kernel for MMIO.");
        claims.of("H34o", LINUX_5_2, RAM_NO_SLOWER)
                .at(TOUCHED + "vcpus=3,frames=4,memory=ram-unmanaged+ram-reserved+ram-wc+bar,used-by=nobody")
                .holds(
                        "Since 0c55671f84ff (2019, Linux 5.2) memory is taken for RAM whether or not the host's kernel manages it.");
    }

    private static void emulatedBar(Claims claims) {
        claims.of("H35", LINUX_6_16_NO_QUIRK, RAM_NO_SLOWER)
                .at(EMULATED_BAR)
                .violated(
                        "A VMM's emulated BAR is RAM, and the guest's bochs driver maps it UC. With the guest's PAT always honoured, as from"
                                + " 377b2f359d1f (2024) on and now with the quirk off, that memory is uncached though no device needs it.");
        claims.of("H35fix", LINUX_6_11, RAM_NO_SLOWER)
                .at(EMULATED_BAR + THREE)
                .holds(
                        "9d70f3fec144 (2024) reverts that before Linux 6.11: without such a device the guest's PAT is ignored.");
        claims.of("H35b", LINUX_6_16, RAM_NO_SLOWER)
                .at(EMULATED_BAR + THREE)
                .holds(
                        "With the quirk IGNORE_GUEST_PAT of c9c1e20b4c7d (2025) on, as it is unless the VMM disables it, memory is fast.");
        claims.of("H35c", LINUX_6_16, RAM_NO_SLOWER)
                .at(EMULATED_BAR + ",disable-quirk=on")
                .violated(
                        "With the quirk IGNORE_GUEST_PAT disabled at run time, memory that is touched after that is as slow as with 377b2f359d1f.");
        claims.of("H35d", SLOT_FLAG, RAM_NO_SLOWER)
                .at(EMULATED_BAR + THREE)
                .open(
                        "The flag for memory slots of January 2024 in place of 377b2f359d1f: would the bochs driver's memory have been slow?")
                .holds("no: only a slot that the VMM flags honours the guest's PAT.");
    }
}
