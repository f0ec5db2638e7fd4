package dev.stalemate.systems.ioreq;

import dev.stalemate.model.Action;
import dev.stalemate.model.DesignFault;
import dev.stalemate.model.Index;
import dev.stalemate.model.Program;
import dev.stalemate.systems.ioreq.IoreqCode.Branch;
import dev.stalemate.systems.ioreq.IoreqCode.Call;
import dev.stalemate.systems.ioreq.IoreqCode.Place;
import dev.stalemate.systems.ioreq.IoreqCode.Role;
import dev.stalemate.systems.ioreq.IoreqCode.Start;
import dev.stalemate.systems.ioreq.IoreqCode.Whose;
import dev.stalemate.systems.ioreq.IoreqDesign.Freed;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** vCPUs that run a design's code where a design of the system has steps of its own: each call or access to a flag is a step. */
final class IoreqRun extends IoreqHypercalls {
    private static final String[] ENTERS = {"guest", "resume"};

    private final IoreqCode code;
    /** Of each place: its number in the program that has it. */
    private final int[] labels;

    IoreqRun(IoreqFields fields, IoreqDesign shape, IoreqCode code) {
        super(fields, shape);
        this.code = code;
        this.labels = code.places().stream()
                .mapToInt(place -> place.role() != Role.FOREIGN
                        ? fields.cpus.place(place.label())
                        : fields.tools.at().bound() > 1 ? fields.tools.place(place.label()) : -1)
                .toArray();
    }

    private Program program(boolean foreign) {
        return foreign ? fields.tools : fields.cpus;
    }

    private String label(Start start, String instead) {
        int place = code.starts().getOrDefault(start, IoreqCode.RETURNED);
        return place < 0 ? instead : code.places().get(place).label();
    }

    @Override
    String end() {
        return label(Start.END, "");
    }

    @Override
    String preempted() {
        return label(Start.PREEMPTED, "");
    }

    @Override
    String after(Freed freed) {
        return label(
                switch (freed) {
                    case PAGE -> Start.PAGE;
                    case SUPERPAGE -> Start.SUPERPAGE;
                    case UNUSED_TABLE -> Start.UNUSED_TABLE;
                },
                end());
    }

    /** Where another domain goes on that has removed a page, by number. */
    int afterTake(boolean created) {
        return fields.tools.place(label(created ? Start.FOREIGN : Start.FOREIGN_EARLY, "done"));
    }

    @Override
    void code() {
        all.addAll(steps(false));
    }

    /** If waiting is the last that a function does. */
    @Override
    boolean resumesAfterWait() {
        return code.looksOnResume()
                && code.places(false)
                        .filter(place -> place.role() == Role.OUT)
                        .anyMatch(place ->
                                place.call().waits() && place.branches().get(0).to() < 0);
    }

    @Override
    void resume() {
        String resume = label(Start.RESUME, "");
        Program.Step step = fields.cpus.step("resume").when((s, v) -> fields.isRunning(s));
        if (resume.isEmpty()) {
            step.choose(this::leave, ENTERS);
        } else {
            step.then(resume);
        }
    }

    /** The steps of vCPUs, or of the toolstack: none if it takes none. */
    List<Action> steps(boolean foreign) {
        Program program = program(foreign);
        List<String> names = code.places(foreign).map(Place::step).distinct().toList();
        if (names.isEmpty()) {
            return List.of();
        }
        int[] placeOf = new int[program.at().bound()];
        int[] nameOf = new int[placeOf.length];
        Arrays.fill(nameOf, -1);
        for (int i = 0; i < labels.length; i++) {
            Place place = code.places().get(i);
            if ((place.role() == Role.FOREIGN) == foreign) {
                placeOf[labels[i]] = i;
                nameOf[labels[i]] = names.indexOf(place.step());
            }
        }
        return List.of(Action.named(foreign ? "foreign-step" : "step")
                .over(program.index())
                .over(new Index("call", names.size(), names::get))
                .when((s, a) -> {
                    int at = program.at().get(s, (int) a[0]);
                    return nameOf[at] == a[1]
                            && isPossible(s, (int) a[0], code.places().get(placeOf[at]));
                })
                .fairly()
                .then((s, a) -> step(
                        s, (int) a[0], code.places().get(placeOf[program.at().get(s, (int) a[0])]))));
    }

    /** A vCPU that waits is not on a CPU: it goes on when it has its answers, and the guest is not paused. */
    private boolean isPossible(long[] s, int v, Place place) {
        if (!place.call().waits()) {
            return true;
        }
        boolean one = place.call() == Call.WAIT_FOR_ONE_IOREQ_SERVER;
        return place.role() == Role.FOREIGN
                ? fields.isForwardAnswered(s, one)
                : isAnswered(s, v, one) && fields.isRunning(s);
    }

    private void step(long[] s, int self, Place place) {
        boolean foreign = place.role() == Role.FOREIGN;
        int answer = 0;
        switch (place.call()) {
            case READ_MAPCACHE_INVALIDATE, TEST_AND_CLEAR_BOOL -> answer = fields.flag.get(s, flag(place, self));
            case SEND_INVALIDATE_IOREQ -> {
                if (foreign) {
                    fields.forward(s);
                } else {
                    post(s, self);
                }
            }
            case FAULT -> throw new DesignFault(place.says());
            default -> {}
        }
        if (told.on()) {
            tell(s, self, place, answer);
        }
        Branch branch = place.branches().get(answer);
        if (branch.flag() >= 0) {
            write(s, self, place, branch.flag());
        }
        if (branch.to() >= 0) {
            program(foreign).goTo(s, self, labels[branch.to()]);
        } else if (foreign) {
            fields.tools.goTo(s, self, fields.tools.place("done"));
        } else {
            fields.cpus.goTo(s, self, fields.cpus.place(next(s, self, place)));
        }
    }

    /** Tells of a step of the program. */
    private void tell(long[] s, int self, Place place, int answer) {
        Branch branch = place.branches().get(answer);
        String whose =
                switch (place.whose()) {
                    case OWN -> "the flag of vCPU " + self;
                    case DOMAIN -> "the domain's flag";
                    case ALL -> "the flags of all vCPUs";
                };
        boolean sends = place.call() == Call.SEND_INVALIDATE_IOREQ;
        String did =
                switch (place.call()) {
                    case READ_MAPCACHE_INVALIDATE -> "finds " + whose + (answer == 0 ? " clear" : " set");
                    case TEST_AND_CLEAR_BOOL -> answer == 0 ? "finds " + whose + " clear" : "takes " + whose;
                    case WRITE_MAPCACHE_INVALIDATE -> (branch.flag() == 0 ? "clears " : "sets ") + whose;
                    case SEND_INVALIDATE_IOREQ ->
                        "asks all servers to drop their mappings" + (branch.to() < 0 ? ", and waits for none" : "");
                    case WAIT_FOR_IOREQ_SERVERS -> "has the answers of all servers";
                    case WAIT_FOR_ONE_IOREQ_SERVER -> "has the answer of one server, and waits for no other";
                    case RETURN, FAULT -> "returns";
                };
        boolean takes = place.call() == Call.TEST_AND_CLEAR_BOOL && answer != 0 && place.whose() == Whose.DOMAIN;
        boolean clears = place.call() == Call.WRITE_MAPCACHE_INVALIDATE && branch.flag() == 0;
        boolean waitsForFew = place.call() == Call.WAIT_FOR_ONE_IOREQ_SERVER || (sends && branch.to() < 0);
        told.ran(s, function(place), did, takes || clears || waitsForFew || place.role() == Role.FOREIGN);
    }

    /** The function of the program that has a place; of places that two functions share, both. */
    private String function(Place place) {
        if (place.role() != Role.OUT) {
            return "p2m_free_entry()";
        }
        boolean ends = isIn(place, Start.END) || isIn(place, Start.PREEMPTED);
        boolean resumes = isIn(place, Start.RESUME);
        return ends && resumes
                ? "vcpu_end_of_hypercall() or hvm_do_resume()"
                : resumes ? "hvm_do_resume()" : "vcpu_end_of_hypercall()";
    }

    private boolean isIn(Place place, Start start) {
        Deque<Integer> open = new ArrayDeque<>(List.of(code.starts().getOrDefault(start, IoreqCode.RETURNED)));
        Set<Integer> seen = new HashSet<>();
        while (!open.isEmpty()) {
            int number = open.pop();
            if (number >= 0 && seen.add(number)) {
                code.places().get(number).branches().forEach(branch -> open.push(branch.to()));
            }
        }
        return seen.stream().anyMatch(number -> code.places().get(number).equals(place));
    }

    private int flag(Place place, int self) {
        return place.whose() == Whose.OWN ? self : 0;
    }

    private void write(long[] s, int self, Place place, int value) {
        int first = flag(place, self);
        int last = place.whose() == Whose.ALL ? fields.vcpu.size() - 1 : first;
        for (int v = first; v <= last; v++) {
            fields.flag.set(s, v, value);
            countWrite(s);
        }
    }

    /** Where a vCPU goes when a function returns. One that waited was descheduled, so it resumes. */
    private String next(long[] s, int v, Place last) {
        if (last.role() == Role.FREE) {
            return fields.left.get(s, v) > 0 ? "remove" : end();
        }
        return last.call().waits() && code.looksOnResume() ? "resume" : ENTERS[leave(s, v)];
    }
}
