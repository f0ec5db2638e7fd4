package dev.stalemate.examples;

import dev.stalemate.model.Action;
import dev.stalemate.model.Acts;
import dev.stalemate.model.ChosenDesign;
import dev.stalemate.model.ChosenDesigns;
import dev.stalemate.model.Claims;
import dev.stalemate.model.Index;
import dev.stalemate.model.IntField;
import dev.stalemate.model.Kept.Instead;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.model.Layout;
import dev.stalemate.model.Model;
import dev.stalemate.model.Program;
import dev.stalemate.model.Scope;
import dev.stalemate.model.Setting;
import dev.stalemate.model.Settings;
import dev.stalemate.model.SystemPage;
import dev.stalemate.paging.MachineFrames;
import dev.stalemate.paging.Owner;
import java.util.ArrayList;
import java.util.List;

/**
 * The worked example of docs/how-to/new-system.md: a host takes a page from a guest and shoots down what TLBs have of it. A CPU that is outside the
 * guest gets no interrupt; is it forgotten?
 */
public final class Shootdown extends SystemPage<Shootdown.Flush> {
    private static final Settings SETTINGS = new Settings();
    static final Setting<Integer> CPUS =
            SETTINGS.counted("CPU").number("cpus", 1, 4, 2, "CPUs on which the guest runs");

    static final String RETAINED = "no-retained-mapping";
    static final String ENDS = "removal-ends";
    static final String USED = "entry-is-used";

    /** The system, its scopes, and how they grow. */
    public Shootdown() {
        super("shootdown", "A page that leaves a guest: the leaf, TLBs, interrupts and requests", Flush.ALL, SETTINGS);
        scope("three", "cpus=3");
        grows(CPUS);
    }

    @Override
    protected void claim(Claims claims) {
        claims.of("E1", Flush.RUNNING_CPUS, RETAINED)
                .violated("A CPU outside the guest keeps its TLB entry, and uses it when it enters the guest again.");
        claims.of("E1b", Flush.RUNNING_CPUS, RETAINED)
                .at("cpus=1")
                .expectedToHold("With one CPU nobody else can be forgotten.")
                .violated("The CPU itself may be outside the guest while the host removes the page.");
        claims.of("E2", Flush.EVERY_CPU, RETAINED)
                .at("cpus=3")
                .holds("Every CPU drops its entry before the page is freed.");
        claims.of("E3", Flush.AT_ENTRY, RETAINED)
                .at("cpus=3")
                .holds("A request makes a CPU drop its entry before it enters.");
        claims.of("E4", Flush.AT_ENTRY, ENDS).holds("No CPU can make the host wait.");
    }

    /** Whom the host tells as it removes the page: a choice among ways, so it has settings, as scopes have. */
    static final class Flush extends ChosenDesign<Flush> {
        /** The CPUs that drop their entries at once. */
        enum Interrupted {
            /** Those in the guest. */
            RUNNING,
            /** All. */
            EVERY
        }

        private static final Settings WAYS = new Settings();
        static final Setting<Interrupted> INTERRUPTED = WAYS.choice(
                "interrupted", Interrupted.class, Interrupted.RUNNING, "which CPUs are sent an interrupt to flush");
        static final Setting<Boolean> REQUESTS =
                WAYS.flag("requests", false, "whether a CPU outside the guest is asked to flush before it enters");

        static final ChosenDesigns<Flush> ALL = new ChosenDesigns<>(Flush.class, Flush::new, WAYS);
        static final Flush RUNNING_CPUS = ALL.design("running-cpus", "only CPUs in the guest flush");
        static final Flush EVERY_CPU =
                ALL.design("every-cpu", "every CPU flushes").with(INTERRUPTED, Interrupted.EVERY);
        static final Flush AT_ENTRY = RUNNING_CPUS
                .as("at-entry", "CPUs in the guest flush, others before they enter")
                .with(REQUESTS, true);

        final Interrupted interrupted = get(INTERRUPTED);
        final boolean requests = get(REQUESTS);

        private Flush(Choice<Flush> choice) {
            super(choice);
        }
    }

    @Override
    protected void describe(Flush flush, Scope scope, Model.Builder model) {
        Parts f = new Parts(scope, flush);
        List<Action> actions = new ArrayList<>();
        actions.add(f.cpuStep("enter-guest")
                .when((s, a) -> !f.inGuest.is(s, (int) a[0]))
                .then((s, a) -> f.enter(s, (int) a[0])));
        actions.add(f.cpuStep("leave-guest")
                .when((s, a) -> f.inGuest.is(s, (int) a[0]))
                .then((s, a) -> f.inGuest.set(s, (int) a[0], 0)));
        actions.add(f.cpuStep("read-page")
                .when((s, a) -> f.inGuest.is(s, (int) a[0]) && f.leaf.is(s, 0))
                .then((s, a) -> f.tlb.set(s, (int) a[0], 1)));
        actions.addAll(f.removal(flush));
        actions.add(f.frames.givenAway());
        actions.add(f.frames.writtenByOther(s -> true));
        model.layout(f.layout).startingAt(f.initial()).actions(actions).laws(f.laws());
    }

    /** The fields of a state, and what happens to them. */
    private static final class Parts {
        final Layout layout;
        final Index cpu;
        final IntField inGuest;
        final IntField tlb;
        final IntField asked;
        final IntField leaf;
        final MachineFrames frames;
        final Program host;

        Parts(Scope scope, Flush flush) {
            Layout.Builder b = new Layout.Builder();
            cpu = Index.of("cpu", scope.get(CPUS));
            // CPUs are alike: states that differ in their numbers alone are searched once.
            b.interchangeable(cpu).lane(cpu);
            inGuest = b.flag("in-guest", cpu);
            tlb = b.flag("tlb", cpu);
            b.kept(Instead.DROPPED, tlb);
            // A field with one possible value takes no bits.
            asked = b.number("asked-to-flush", flush.requests ? 2 : 1, Integer::toString, cpu);
            leaf = b.flag("leaf");
            frames = new MachineFrames(b, true, 1);
            host = new Program(b, Index.of("host", 1), "idle", "flush", "free", "done");
            layout = b.build();
        }

        long[] initial() {
            long[] s = layout.blank();
            leaf.set(s, 0, 1);
            return s;
        }

        Action.Builder cpuStep(String name) {
            return Action.named(name).over(cpu);
        }

        void enter(long[] s, int c) {
            if (asked.is(s, c)) {
                asked.set(s, c, 0);
                tlb.set(s, c, 0);
            }
            inGuest.set(s, c, 1);
        }

        /** The host's code, an atomic step a line; between any two of them every CPU may run. */
        List<Action> removal(Flush flush) {
            host.step("idle").called("remove").atWill().then((s, h) -> leaf.set(s, 0, 0), "flush");
            host.step("flush").then((s, h) -> flushAll(s, flush), "free");
            host.step("free").then((s, h) -> frames.own(s, 0, Owner.FREE), "done");
            return host.actions();
        }

        private void flushAll(long[] s, Flush flush) {
            for (int c = 0; c < cpu.size(); c++) {
                if (flush.interrupted == Flush.Interrupted.EVERY || inGuest.is(s, c)) {
                    tlb.set(s, c, 0);
                } else if (flush.requests) {
                    asked.set(s, c, 1);
                }
            }
            if (layout.acts().on()) {
                tell(s, flush);
            }
        }

        private void tell(long[] s, Flush flush) {
            Acts acts = layout.acts();
            boolean every = flush.interrupted == Flush.Interrupted.EVERY;
            acts.did("flush()", every ? "flushes every CPU" : "flushes the CPUs in the guest");
            for (int c = 0; c < cpu.size(); c++) {
                if (!every && !inGuest.is(s, c)) {
                    acts.left(tlb, c, flush.requests ? "it flushes before it enters" : "not in the guest");
                }
            }
        }

        List<Law> laws() {
            return List.of(
                    Law.always(
                                    RETAINED,
                                    Breaks.ISOLATION,
                                    "no CPU in the guest has a TLB entry for a page that another guest has written to")
                            .where(frames::someoneWrote)
                            .none(
                                    cpu,
                                    this::retains,
                                    (s, c) -> "CPU " + c + " is in the guest and has the page in its TLB"),
                    Law.eventually(ENDS, "a removal that has begun ends")
                            .where(s -> !host.isAt(s, 0, host.place("idle")))
                            .holds(s -> host.isAt(s, 0, host.place("done"))),
                    Law.sometimes(USED, Breaks.SPEED, "some CPU has the page in its TLB")
                            .holds(cpu.any(tlb::is)));
        }

        private boolean retains(long[] s, int c) {
            return inGuest.is(s, c) && tlb.is(s, c);
        }
    }
}
