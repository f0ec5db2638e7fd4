package dev.stalemate.systems.grantcopy;

import dev.stalemate.model.Claims;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Model;
import dev.stalemate.model.Releases;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.paging.Owner;
import dev.stalemate.sources.XenCommits;
import java.util.ArrayList;
import java.util.List;

/** Copies of granted pages, while the entry of the grant changes. */
public final class CopySystem extends SystemPage<CopyDesign> {
    static final String OTHERS_PAGE = "no-write-to-others";
    static final String OTHERS_DATA = "no-read-of-others";
    static final String TABLES_SAFE = "no-write-to-tables";

    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> CPUS =
            SETTINGS.counted("CPU").number("cpus", 1, 4, 2, "CPUs, on each of which a copy can be under way");
    static final Setting<Integer> PAGES = SETTINGS.counted("page").number("pages", 1, 8, 2, "pages of the guest");
    static final Setting<Boolean> READS = SETTINGS.told("no copy only reads")
            .flag("reads", true, "whether some copies only read the page, and so need fewer rights");
    static final Setting<Boolean> TABLES = SETTINGS.told("pages become page tables")
            .flag(
                    "tables",
                    false,
                    "whether the guest uses pages as page tables, to which nobody may write (PV guests)");

    private static final int WIDE_PAGES = 4;

    /** The system, its scopes, and how they grow. */
    public CopySystem() {
        super(
                "grant-copy",
                "Copies of granted pages while the guest changes the grant's entry: the page that is held, the page that is written to",
                CopyDesign.ALL,
                SETTINGS);
        scope("larger", "cpus=3,pages=3,tables=on");
        grows(PAGES, CPUS);
    }

    @Override
    public Releases releases() {
        return new Releases.Table("xen")
                .of("read-again")
                .row("4.2.0", "4.16.7", "d8cbecb1ee", null)
                .row("4.17.0", "4.17.6", "d8cbecb1ee", "49f1cd9478")
                .row("4.18.0", "4.18.5", "d8cbecb1ee", "82b09c158e")
                .row("4.19.0", "4.19.5", "d8cbecb1ee", "7dfed62794")
                .row("4.20.0", "4.20.3", "d8cbecb1ee", "42093dac70")
                .row("4.21.0", "4.21.1", "d8cbecb1ee", "14558d435f")
                .of("checked")
                .row("4.17.7", "4.17.7", "49f1cd9478", null)
                .row("4.18.6", "4.18.6", "82b09c158e", null)
                .row("4.19.6", "4.19.6", "7dfed62794", null)
                .row("4.20.4", "4.20.4", "42093dac70", null)
                .row("4.21.2", "4.21.2", "14558d435f", null)
                .row("4.22.0", "4.22.0", "52239dd76f", null)
                .all();
    }

    @Override
    protected void claim(Claims all) {
        Claims claims = all.naming(XenCommits.ALL);
        claims.of("H68", CopyDesign.READ_AGAIN, OTHERS_PAGE)
                .violated(
                        "Up to 61b0a59ce2 (2026, XSA-500, CVE-2026-62428) a copy that needed more rights to a grant in use held the page that the"
                                + " entry named by then, and mapped the one in use. Nothing holds the latter once the copy before it ends.");
        claims.of("H68fix", CopyDesign.CHECKED, OTHERS_PAGE)
                .at("cpus=3,pages=3")
                .holds(
                        "61b0a59ce2 (2026, XSA-500) makes the copy fail if the entry names another page than the one in use.");
        claims.of("H68b", CopyDesign.READ_AGAIN, TABLES_SAFE)
                .at("tables=on")
                .violated(
                        "Up to 61b0a59ce2 (2026, XSA-500) such a copy also took the type of one page and wrote to the other, which may be a"
                                + " page table of a PV guest.");
        claims.of("H68c", CopyDesign.CHECKED, TABLES_SAFE)
                .at("cpus=3,tables=on")
                .holds("61b0a59ce2 (2026, XSA-500) takes the type of the page to which the copy writes.");
        claims.of("H68d", CopyDesign.READ_AGAIN, TABLES_SAFE)
                .at("cpus=1,pages=3,tables=on")
                .open("The design before 61b0a59ce2 (2026, XSA-500) with one copy at a time.")
                .holds("no grant is in use as a copy begins, so that the entry is read once.");
        claims.of("H68e", CopyDesign.HELD, OTHERS_PAGE)
                .at("cpus=3,pages=3")
                .open("A fix in place of 61b0a59ce2 (2026, XSA-500) that does not read the entry of a grant in use.")
                .holds(
                        "the page in use is held once more. What the guest writes to the entry meanwhile makes no difference.");
        claims.of("H68f", CopyDesign.READ_AGAIN, OTHERS_PAGE)
                .at("cpus=3,pages=3,reads=off")
                .open("The design before 61b0a59ce2 (2026, XSA-500) where all copies write.")
                .holds("no copy needs more rights than the grant in use has, so that each holds the page in use.");
        claims.of("H68g", CopyDesign.READ_AGAIN, OTHERS_DATA)
                .at("cpus=3,pages=3")
                .open("The design before 61b0a59ce2 (2026, XSA-500): does a copy read what is another guest's?")
                .holds(
                        "a copy that only reads holds the page that it maps. If the page in use is the guest's no longer, it fails.");
    }

    /** More pages; what a claim says of CPUs stays. */
    @Override
    public Scope widen(Scope scope) {
        return scope.get(PAGES) >= WIDE_PAGES ? scope : scope.with(PAGES, Integer.toString(WIDE_PAGES));
    }

    @Override
    protected void describe(CopyDesign design, Scope scope, Model.Builder model) {
        CopyFields f = new CopyFields(scope);
        boolean reads = scope.get(READS);
        boolean tables = scope.get(TABLES);
        model.layout(f.layout)
                .startingAt(f.initial())
                .actions(new CopyCalls(f, design).all(reads, tables))
                .laws(laws(f, reads, tables));
    }

    private static Law ofOthers(CopyFields f, String name, int place, String says, String does) {
        return Law.always(name, Breaks.ISOLATION, says)
                .where(f.frames.index().any((s, m) -> isOthers(f, s, m)))
                .none(
                        f.cpu,
                        (s, c) -> f.target(s, c, place) >= 0 && isOthers(f, s, f.target(s, c, place)),
                        (s, c) -> "the copy on CPU " + c + " " + does + " mfn " + f.target(s, c, place)
                                + "; its owner is: " + f.frames.ownerText(s, f.target(s, c, place)));
    }

    private static List<Law> laws(CopyFields f, boolean reads, boolean tables) {
        List<Law> all = new ArrayList<>();
        all.add(ofOthers(
                f, OTHERS_PAGE, f.writes, "no copy can write to a page that belongs to another guest", "writes to"));
        if (reads) {
            all.add(ofOthers(
                    f, OTHERS_DATA, f.reads, "no copy can read a page that belongs to another guest", "reads"));
        }
        if (tables) {
            all.add(Law.always(TABLES_SAFE, Breaks.ISOLATION, "no copy can write to a page table of the guest")
                    .where(f.frames.index().any(f.table::is))
                    .none(
                            f.cpu,
                            (s, c) -> f.target(s, c, f.writes) >= 0 && f.table.is(s, f.target(s, c, f.writes)),
                            (s, c) -> "the copy on CPU " + c + " writes to mfn " + f.target(s, c, f.writes)
                                    + ", which is a page table"));
        }
        return all;
    }

    private static boolean isOthers(CopyFields f, long[] s, int m) {
        Owner owner = f.frames.owner(s, m);
        return owner == Owner.OTHER || owner == Owner.OTHER_WROTE;
    }
}
