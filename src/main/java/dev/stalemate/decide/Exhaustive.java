package dev.stalemate.decide;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.decide.Decision.Effort;
import dev.stalemate.decide.Decision.Storage;
import dev.stalemate.decide.cluster.ClusterException;
import dev.stalemate.decide.cluster.ClusterFiles;
import dev.stalemate.decide.cluster.ClusterUse;
import dev.stalemate.decide.cluster.SubjectText;
import dev.stalemate.files.Reason;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Verdict;
import dev.stalemate.search.Limits;
import dev.stalemate.search.Outcome;
import dev.stalemate.search.SearchOptions;
import dev.stalemate.search.SearchResult;
import dev.stalemate.search.SearchResult.End;
import dev.stalemate.search.Subject;
import dev.stalemate.text.Amounts;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides questions by exhaustive search: those about the same design and scope in one search, except that those about progress share
 * another.
 */
public final class Exhaustive implements Decider, SpaceSearch {
    /** What is said beside a verdict that a design's mistake prevented. */
    static final String FAILED = "the design's code failed";

    /** Bytes of heap for each small space that is searched beside a large one, which takes nine tenths. */
    private static final long ROOM_FOR_EACH = 512L << 20;

    private final SearchOptions options;
    private final Checkpoints checkpoints;
    private final boolean coverage;
    private final Listener listener;
    private final @Nullable ClusterUse elsewhere;

    /**
     * A way to search.
     *
     * @param coverage whether decisions say what was tried
     */
    public Exhaustive(SearchOptions options, Checkpoints checkpoints, boolean coverage, Listener listener) {
        this(options, checkpoints, coverage, listener, null);
    }

    private Exhaustive(
            SearchOptions options,
            Checkpoints checkpoints,
            boolean coverage,
            Listener listener,
            @Nullable ClusterUse elsewhere) {
        this.options = options;
        this.checkpoints = checkpoints;
        this.coverage = coverage;
        this.listener = listener;
        this.elsewhere = elsewhere;
    }

    /** The same, with large spaces on a cluster. */
    public Exhaustive on(ClusterUse cluster) {
        return new Exhaustive(options, checkpoints, coverage, listener, cluster);
    }

    /** A search that keeps nothing on disk. */
    public Exhaustive(SearchOptions options, Listener listener) {
        this(options, Checkpoints.NONE, false, listener);
    }

    /**
     * What a search of some laws found.
     *
     * @param result null where it could not go on without what it keeps on disk
     * @param remark what the user should know of its checkpoint, or why there is no result; may be empty
     */
    private record Searched(@Nullable SearchResult result, String remark) {}

    @Override
    public Map<Question, Decision> decide(Collection<Question> questions) {
        List<List<Question>> spaces = Question.bySpace(questions);
        if (spaces.size() > 1 && threads() > 1 && spaces.stream().allMatch(space -> comesWithTool(space.get(0)))) {
            return new SpacesAtOnce(threads(), options.symmetryFrom(), listener, this::telling)
                    .decide(spaces, options.limits().time());
        }
        Map<Question, Decision> decided = new LinkedHashMap<>();
        for (List<Question> shared : spaces) {
            if (listener.stopped()) {
                break;
            }
            List<Decision> decisions = decide(shared, options.limits().time());
            for (int i = 0; i < shared.size(); i++) {
                decided.put(shared.get(i), decisions.get(i));
            }
        }
        return decided;
    }

    /** How many spaces are searched at once: one where its time or memory is bounded, or something is kept of it. */
    private int threads() {
        Limits none = Limits.none();
        boolean alone = elsewhere != null
                || checkpoints.directory() != null
                || checkpoints.spill() != null
                || options.limits().time().compareTo(none.time()) < 0
                || options.limits().bytes() < none.bytes();
        long room = Runtime.getRuntime().maxMemory() / ROOM_FOR_EACH;
        return alone ? 1 : (int) Math.min(options.threads(), room);
    }

    /** A user's own design may share something between its models. */
    private static boolean comesWithTool(Question question) {
        return question.claim() != null && question.system().file(question.design()) == null;
    }

    private Exhaustive telling(Listener other) {
        return new Exhaustive(options, checkpoints, coverage, other, elsewhere);
    }

    @Override
    public List<Decision> decide(List<Question> questions, Duration most) {
        Question first = questions.get(0);
        String names = questions.stream().map(Question::name).distinct().collect(Collectors.joining(", "));
        listener.begin(first.binding() ? names : names + " at " + first.scope().name(), "states");
        Model model = first.finiteModel("an exhaustive search");
        Map<Boolean, List<Law>> byProgress = questions.stream()
                .map(q -> q.law(model))
                .distinct()
                .sorted(Comparator.comparing(Law::name)) // a checkpoint is of the same search in any order
                .collect(Collectors.groupingBy(p -> p.kind().isProgress()));
        Map<Boolean, Searched> results = new HashMap<>();
        byProgress.forEach((progressing, laws) -> results.put(progressing, search(first, model, laws, most)));
        List<Decision> decisions = new ArrayList<>();
        for (Question question : questions) {
            boolean progressing = question.law(model).kind().isProgress();
            decisions.add(decision(question, model, Objects.requireNonNull(results.get(progressing))));
        }
        return decisions;
    }

    /** Looks at laws that are all of progress, or none of them. A mistake of the design costs no verdict about another one. */
    private Searched search(Question first, Model model, List<Law> laws, Duration most) {
        Limits limits = options.limits();
        Limits bounded = most.compareTo(limits.time()) < 0 ? limits.withTime(most) : limits;
        List<String> names = laws.stream().map(Law::name).toList();
        Subject subject = new Subject(model, laws);
        AtomicBoolean taken = new AtomicBoolean();
        Supplier<Subject> more = () -> {
            if (!taken.getAndSet(true)) {
                return subject;
            }
            Model own = first.model();
            return new Subject(own, names.stream().map(own::law).toList());
        };
        String remark = checkpoints.remark(subject);
        try {
            return new Searched(search(first, subject, more, options.withLimits(bounded)), remark);
        } catch (DesignException e) {
            listener.failed(e);
            return new Searched(null, FAILED);
        } catch (UncheckedIOException e) {
            IOException why = Objects.requireNonNull(e.getCause());
            listener.lost(why, "");
            return new Searched(null, "its search failed: " + Reason.of(why));
        } catch (ClusterException e) { // which costs no verdict about another space
            listener.lost(new IOException(e.getMessage(), e), "");
            return new Searched(null, "its search failed");
        }
    }

    private SearchResult search(Question first, Subject subject, Supplier<Subject> more, SearchOptions bounded) {
        ClusterUse use = elsewhere;
        if (use == null) {
            return StateSearch.of(
                    subject, more, bounded, checkpoints.files(subject).withLost(this::unsaved), listener);
        }
        SubjectText text =
                SubjectText.of(first.system(), first.design(), subject.model().scope(), first.law(), subject.laws());
        ClusterFiles files = use.files(Checkpoints.name(subject), this::unsaved);
        return StateSearch.of(
                subject,
                more,
                bounded,
                listener,
                search -> search.above(use.from(), (own, options, symmetry, started) -> use.cluster()
                        .search(text, own, options, symmetry, files, listener, started)));
    }

    private void unsaved(IOException why) {
        listener.lost(why, ": the search was not saved after that");
    }

    private Decision decision(Question question, Model model, Searched searched) {
        SearchResult result = searched.result();
        if (result == null) {
            return question.undecided(model, searched.remark());
        }
        Outcome outcome = result.outcome(question.law(model));
        ImmutableList.Builder<String> vacuous = ImmutableList.builder();
        if (outcome.verdict() == Verdict.VACUOUS) {
            vacuous.add(outcome.law().name());
        }
        vacuous.addAll(result.neverTaken());
        boolean ran = outcome.verdict() == Verdict.VIOLATED && outcome.law().kind() != Law.Kind.SOMETIMES;
        return new Decision(
                question.claim(),
                question.binding(),
                model,
                question.law(model),
                verdict(result, outcome),
                ran ? trace(model, outcome) : null,
                new Effort(
                        result.states(), result.transitions(), result.depth(), result.nanos() / 1e9, storage(result)),
                vacuous.build(),
                ImmutableMap.copyOf(result.figures()),
                note(outcome, result, searched.remark()),
                false,
                coverage ? Coverage.of(result, outcome) : null,
                null);
    }

    /** What a search says of a law: vacuous also where it holds, but some action never fired. */
    static Verdict verdict(SearchResult result, Outcome outcome) {
        boolean untried =
                outcome.verdict() == Verdict.HOLDS && !result.neverTaken().isEmpty();
        return untried ? Verdict.VACUOUS : outcome.verdict();
    }

    private static Storage storage(SearchResult result) {
        return new Storage(
                result.symmetry().stoodFor(),
                ImmutableList.copyOf(result.symmetry().used()),
                result.collisions().probability(),
                result.collisions().estimate());
    }

    private static Trace trace(Model model, Outcome outcome) {
        return outcome.loop() == Outcome.NO_LOOP
                ? Trace.replay(model, outcome.steps())
                : Trace.replay(model, outcome.steps(), outcome.loop());
    }

    private static String note(Outcome outcome, SearchResult result, String remark) {
        List<String> notes = new ArrayList<>();
        if (outcome.verdict() == Verdict.UNDECIDED) {
            notes.add(howFar(result));
        }
        List<String> symmetric = result.symmetry().used();
        if (!symmetric.isEmpty()) {
            notes.add("states that differ only in the order of "
                    + symmetric.stream().map(Exhaustive::several).collect(Collectors.joining(" or "))
                    + " were visited once: they stand for "
                    + Amounts.count(result.symmetry().stoodFor(), "state"));
        }
        if (!result.symmetry().refused().isEmpty()) {
            notes.add("no symmetry of " + String.join("; ", result.symmetry().refused()));
        }
        if (!remark.isEmpty()) {
            notes.add(remark);
        }
        return String.join("; ", notes);
    }

    private static String several(String index) {
        return index.endsWith("vcpu")
                ? index.substring(0, index.length() - "vcpu".length()) + "vCPUs"
                : index.endsWith("s") ? index + "es" : index + "s";
    }

    private static String howFar(SearchResult result) {
        boolean interrupted = result.end() == End.INTERRUPTED;
        List<String> details = new ArrayList<>(List.of(Amounts.count(result.states(), "state")));
        if (result.end() != End.DEPTH && result.level().states() > 0) {
            details.add(Amounts.count(result.level().expanded()) + " of the "
                    + Amounts.count(result.level().states()) + " at that depth expanded");
        }
        if (!interrupted) {
            details.add("stopped by " + result.end());
        }
        return (interrupted ? "interrupted: " : "") + "no violation up to depth " + result.depth() + " ("
                + String.join("; ", details) + ")";
    }
}
