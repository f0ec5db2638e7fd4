package dev.stalemate.systems.nestedpat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.Pat;
import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.paging.MsrValues;
import dev.stalemate.sources.LinuxCommits;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** KVM on AMD: the PAT that L1 has, and the one that L2 has. */
public final class NestedPatSystem extends SystemPage<NestedPatDesign> {
    /** What the host's MTRRs say of the memory that the guests touch. */
    enum Memory {
        /** It is RAM: WB. */
        RAM(MemType.WB),
        /** It is a device's BAR: UC. */
        BAR(MemType.UC);

        final MemType mtrr;

        Memory(MemType mtrr) {
            this.mtrr = mtrr;
        }
    }

    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> GUESTS =
            SETTINGS.counted("L2 guest").number("guests", 1, 3, 1, "L2 guests of L1, each with a VMCB");
    static final Setting<long[]> PATS = SETTINGS.told(pats -> "PATs are " + words(pats))
            .parsed(
                    "pats",
                    "50100070406/7040600070406",
                    "the values that the PAT can have, the first at the start, such as Xen's and that after reset:"
                            + " 50100070406/7040600070406",
                    NestedPatSystem::pats);
    static final Setting<Integer> PAT_INDEX = SETTINGS.told("PTEs select PAT entry %s")
            .number("pat-index", 0, 7, 4, "the PAT entry that PTEs of L1 and L2 select");
    static final Setting<Memory> MEMORY = SETTINGS.told(memory -> memory.equals("bar") ? "memory is a BAR" : "")
            .choice("memory", Memory.class, Memory.RAM, "what the memory is, by the host's MTRRs");
    static final Setting<Boolean> NESTED_NPT = SETTINGS.told("L1 shadows L2's page tables")
            .flag("nested-npt", true, "whether L1 uses nested paging for L2");
    static final Setting<Boolean> ILLEGAL = SETTINGS.told("L1 may write an illegal g_pat")
            .flag("illegal", false, "whether L1 may leave a value in its VMCB's g_pat that no PAT can have");
    static final Setting<Boolean> MIGRATES = SETTINGS.told("the VM migrates")
            .flag(
                    "migrates",
                    false,
                    "whether the VM is saved and restored, with either order of MSRs and nested state");

    /** The system, and how its scopes grow. */
    public NestedPatSystem() {
        super(
                "nested-pat",
                "The PAT of L1 and of L2 under KVM on AMD: VMRUN, #VMEXIT, WRMSR at both levels, and migration",
                NestedPatDesign.ALL,
                SETTINGS);
        scope("wide", "guests=2,migrates=on,illegal=on");
        grows(GUESTS);
    }

    private static long[] pats(String text) {
        long[] pats = Arrays.stream(text.split("/", -1))
                .mapToLong(MsrValues::hex)
                .distinct()
                .toArray();
        for (long pat : pats) {
            if (!Pat.valid(pat)) {
                throw new IllegalArgumentException("WRMSR 0x277 of 0x" + Long.toHexString(pat) + " is #GP");
            }
        }
        if (pats.length < 2 || pats.length > 8) {
            throw new IllegalArgumentException(pats.length + " values of the PAT are not within 2 to 8");
        }
        return pats;
    }

    private static String words(String text) {
        return Arrays.stream(pats(text))
                .mapToObj(pat -> RegisterNotation.words(Pat.MSR, pat, NestedPatFields.MAXPHYADDR))
                .collect(Collectors.joining(" or "));
    }

    @Override
    public Releases releases() {
        return NestedPatReleases.ALL;
    }

    @Override
    protected void claim(Claims claims) {
        NestedPatClaims.all(claims.naming(LinuxCommits.ALL));
    }

    @Override
    public Scope widen(Scope scope) {
        return scope.with("guests=3");
    }

    @Override
    protected void describe(NestedPatDesign design, Scope scope, Model.Builder model) {
        NestedPatFields fields = new NestedPatFields(scope);
        model.layout(fields.layout)
                .startingAt(fields.layout.blank())
                .actions(new NestedPatActions(fields, design, scope.get(MIGRATES)).all())
                .laws(new NestedPatLaws(fields).all())
                .showing(List.of(fields.access()));
    }
}
