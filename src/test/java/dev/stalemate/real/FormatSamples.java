package dev.stalemate.real;

import com.google.common.collect.ImmutableMap;

/** One text of each format of firmware and tools, as its source's format strings make it. */
final class FormatSamples {
    private FormatSamples() {}

    static final String COREBOOT =
            """
            coreboot-24.02 Mon Feb 26 15:48:12 UTC 2024 x86_32 ramstage starting (log level: 7)...
            Initializing devices...
            CPU_CLUSTER: 0 init
            MTRR: Physical address space:
            0x0000000000000000 - 0x000000000009ffff size 0x000a0000 type 6
            0x00000000000a0000 - 0x00000000000bffff size 0x00020000 type 0
            0x00000000000c0000 - 0x000000007affffff size 0x7af40000 type 6
            0x000000007b000000 - 0x000000007fffffff size 0x05000000 type 0
            0x0000000080000000 - 0x000000008fffffff size 0x10000000 type 1
            0x0000000090000000 - 0x00000000ffffffff size 0x70000000 type 0
            0x0000000100000000 - 0x000000017fffffff size 0x80000000 type 6
            apic_id 0x0: MTRR: Fixed MSR 0x250 0x0606060606060606
            apic_id 0x0: MTRR: Fixed MSR 0x258 0x0606060606060606
            apic_id 0x0: MTRR: Fixed MSR 0x259 0x0000000000000000
            apic_id 0x0: MTRR: Fixed MSR 0x268 0x0606060606060606
            apic_id 0x0: MTRR: Fixed MSR 0x269 0x0606060606060606
            apic_id 0x0: MTRR: Fixed MSR 0x26a 0x0606060606060606
            apic_id 0x0: MTRR: Fixed MSR 0x26b 0x0606060606060606
            apic_id 0x0: MTRR: Fixed MSR 0x26c 0x0606060606060606
            apic_id 0x0: MTRR: Fixed MSR 0x26d 0x0606060606060606
            apic_id 0x0: MTRR: Fixed MSR 0x26e 0x0606060606060606
            apic_id 0x0: MTRR: Fixed MSR 0x26f 0x0606060606060606
            apic_id 0x0 call enable_fixed_mtrr()
            apic_id 0x0 setup mtrr for CPU physical address size: 39 bits
            MTRR: default type WB/UC MTRR counts: 5/5.
            MTRR: UC selected as default type.
            MTRR: 0 base 0x0000000000000000 mask 0x0000007f80000000 type 6
            MTRR: 1 base 0x000000007b000000 mask 0x0000007fff000000 type 0
            MTRR: 2 base 0x000000007c000000 mask 0x0000007ffc000000 type 0
            MTRR: 3 base 0x0000000080000000 mask 0x0000007ff0000000 type 1
            MTRR: 4 base 0x0000000100000000 mask 0x0000007f80000000 type 6

            MTRR check
            Fixed MTRRs   : Enabled
            Variable MTRRs: Enabled

            CPU has 4 cores, 8 threads enabled.
            """;

    static final String COREBOOT_TEMPORARY =
            """
            MTRR: TEMPORARY Physical address space:
            0x0000000000000000 - 0x000000000009ffff size 0x000a0000 type 6
            0x00000000000a0000 - 0x00000000000bffff size 0x00020000 type 0
            0x00000000000c0000 - 0x000000007affffff size 0x7af40000 type 6
            0x000000007b000000 - 0x00000000feffffff size 0x84000000 type 0
            0x00000000ff000000 - 0x00000000ffffffff size 0x01000000 type 5
            0x0000000100000000 - 0x000000017fffffff size 0x80000000 type 6
            MTRR: default type WB/UC MTRR counts: 9/3.
            MTRR: UC selected as default type.
            MTRR: 0 base 0x0000000000000000 mask 0x0000007f80000000 type 6
            MTRR: 1 base 0x00000000ff000000 mask 0x0000007fff000000 type 5
            MTRR: 2 base 0x0000000100000000 mask 0x0000007f80000000 type 6
            """;

    static final String OLD_COREBOOT =
            """
            Setting fixed MTRRs(0-88) type: UC
            Setting fixed MTRRs(0-16) Type: WB
            Setting fixed MTRRs(24-88) Type: WB
            DONE fixed MTRRs
            call enable_fixed_mtrr()
            CPU physical address size: 36 bits
            ADDRESS_MASK_HIGH=0xf
            Setting variable MTRR 0, base:    0MB, range: 2048MB, type WB
            Setting variable MTRR 1, base: 2048MB, range: 1024MB, type WB
            Setting variable MTRR 2, base: 3008MB, range:   64MB, type UC
            DONE variable MTRRs
            Clear out the extra MTRR's
            call enable_var_mtrr()
            Leave x86_setup_var_mtrrs

            MTRR check
            Fixed MTRRs   : Enabled
            Variable MTRRs: Enabled
            """;

    static final String COREBOOT_DUMP =
            """
            0x0000000000000d04: IA32_MTRRCAP: SMRR, WC, FIX, 4 variable MTRRs
            0x0000000000000c06: IA32_MTRR_DEF_TYPE: E, FE, WB
            0x0606060606060606: IA32_MTRR_FIX64K_00000
                0x00000000 - 0x0007ffff: WB
            0x0606060606060606: IA32_MTRR_FIX16K_80000
                0x00080000 - 0x0009ffff: WB
            0x0000000000000000: IA32_MTRR_FIX16K_A0000
                0x000a0000 - 0x000bffff: UC
            0x0505050505050505: IA32_MTRR_FIX4K_C0000
                0x000c0000 - 0x000c7fff: WP
            0x0505050505050505: IA32_MTRR_FIX4K_C8000
            0x0505050505050505: IA32_MTRR_FIX4K_D0000
            0x0505050505050505: IA32_MTRR_FIX4K_D8000
            0x0505050505050505: IA32_MTRR_FIX4K_E0000
            0x0505050505050505: IA32_MTRR_FIX4K_E8000
            0x0505050505050505: IA32_MTRR_FIX4K_F0000
            0x0505050505050505: IA32_MTRR_FIX4K_F8000
            0x0000000080000000: PHYBASE0: Address = 0x0000000080000000, UC
            0x0000000f80000800: PHYMASK0: Length  = 0x0000000080000000, Valid
            0x00000000ff000005: PHYBASE1: Address = 0x00000000ff000000, WP
            0x0000000000000000: PHYMASK1: Disabled
            0x0000000000000000: PHYBASE2
            0x0000000000000000: PHYMASK2: Disabled
            0x0000000000000000: PHYBASE3
            0x0000000000000000: PHYMASK3: Disabled
            """;

    static final String MSR_LIST =
            """
            0xfe=d08
            0x200=0
            0x201=0
            0x202=80000000
            0x203=3f80000800
            0x204=7f800000
            0x205=3fff800800
            0x206=0
            0x207=0
            0x208=0
            0x209=0
            0x20a=0
            0x20b=0
            0x20c=0
            0x20d=0
            0x20e=0
            0x20f=0
            0x250=606060606060606
            0x258=606060606060606
            0x259=0
            0x268=505050505050505
            0x269=505050505050505
            0x26a=505050505050505
            0x26b=505050505050505
            0x26c=505050505050505
            0x26d=505050505050505
            0x26e=505050505050505
            0x26f=505050505050505
            0x277=7010600070106
            0x2ff=c06
            """;

    static final String EDK2 =
            """
            MTRR Settings:
            =============
            MTRR Default Type: 0000000000000C06
            Fixed MTRR[00]   : 0606060606060606
            Fixed MTRR[01]   : 0606060606060606
            Fixed MTRR[02]   : 0000000000000000
            Fixed MTRR[03]   : 0505050505050505
            Fixed MTRR[04]   : 0505050505050505
            Fixed MTRR[05]   : 0505050505050505
            Fixed MTRR[06]   : 0505050505050505
            Fixed MTRR[07]   : 0505050505050505
            Fixed MTRR[08]   : 0505050505050505
            Fixed MTRR[09]   : 0505050505050505
            Fixed MTRR[10]   : 0505050505050505
            Variable MTRR[00]: Base=0000000080000000 Mask=000000FF80000800
            Variable MTRR[02]: Base=000000007F800000 Mask=000000FFFF800800

            Memory Ranges:
            ====================================
            WB:0000000000000000-000000000009FFFF
            UC:00000000000A0000-00000000000BFFFF
            WP:00000000000C0000-00000000000FFFFF
            WB:0000000000100000-000000007F7FFFFF
            UC:000000007F800000-00000000FFFFFFFF
            WB:0000000100000000-000000FFFFFFFFFF
            """;

    static final String HVMLOADER =
            """
            (d1) HVM Loader
            (d1) Detected Xen v4.17.7
            (d1) Multiprocessor initialisation:
            (d1)  - CPU0 ... 46-bit phys ... fixed MTRRs ... var MTRRs [1/8] ... done.
            (d1)  - CPU1 ... 46-bit phys ... fixed MTRRs ... var MTRRs [1/8] ... done.
            (d1) Testing HVM environment:
            """;

    static final String CHIPSEC =
            """
            [*] running module: chipsec.modules.common.smrr
            [*] MTRRCAP = 0x0000000000000D02 << MTRR Capabilities MSR (MSR 0xFE Thread 0x0)
                [08] Fixed_Range_MTRR = 1 << Fixed range MTRRs Supported
            [+] OK. SMRR range protection is supported
            [*] Checking SMRR range base programming..
            [CPU0] SMRR_PHYSBASE = 000000007B000006, SMRR_PHYSMASK = 00000000FF800800
            [CPU1] SMRR_PHYSBASE = 000000007B000006, SMRR_PHYSMASK = 00000000FF800800
            [CHIPSEC] CPU0: RDMSR( 0x2ff ) = 0000000000000C00 (EAX=00000C00, EDX=00000000)
            [CHIPSEC] CPU1: RDMSR( 0x2ff ) = 0000000000000C00 (EAX=00000C00, EDX=00000000)
            [CHIPSEC] CPU0: RDMSR( 0x200 ) = 0000000000000006 (EAX=00000006, EDX=00000000)
            [CHIPSEC] CPU1: RDMSR( 0x200 ) = 0000000000000006 (EAX=00000006, EDX=00000000)
            [cpu0] RDMSR( 0x201 ): EAX = 0x80000800, EDX = 0x0000007F
            [cpu1] RDMSR( 0x201 ): EAX = 0x80000800, EDX = 0x0000007F
            [CHIPSEC] CPU0: RDMSR( 0x203 ) = 0000000000000000 (EAX=00000000, EDX=00000000)
            """;

    static final String MEMCONTROL =
            """
            0x0/0x10000 BIOS write-back fixed-base fixed-length set-by-firmware active\s
            0x10000/0x10000 BIOS write-back fixed-base fixed-length set-by-firmware active\s
            0x20000/0x10000 BIOS write-back fixed-base fixed-length set-by-firmware active\s
            0x30000/0x10000 BIOS write-back fixed-base fixed-length set-by-firmware active\s
            0xa0000/0x4000 BIOS uncacheable fixed-base fixed-length set-by-firmware active\s
            0x0/0x80000000 BIOS write-back set-by-firmware active\s
            0x80000000/0x40000000 BIOS write-back set-by-firmware active\s
            0xbf800000/0x800000 BIOS uncacheable set-by-firmware active\s
            0xd0000000/0x10000000 vesafb write-combine active\s
            0x0/0x1000000000 - uncacheable\s
            """;

    static final ImmutableMap<String, String> ALL = ImmutableMap.<String, String>builder()
            .put("coreboot", COREBOOT + COREBOOT_TEMPORARY)
            .put("old coreboot", OLD_COREBOOT)
            .put("coreboot's dump", COREBOOT_DUMP)
            .put("list of MSRs", MSR_LIST)
            .put("EDK2", EDK2)
            .put("hvmloader", HVMLOADER)
            .put("CHIPSEC", CHIPSEC)
            .put("memcontrol", MEMCONTROL)
            .build();
}
