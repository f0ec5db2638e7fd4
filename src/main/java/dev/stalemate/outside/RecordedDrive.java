package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import dev.stalemate.outside.RecordedAnswers.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares recorded answers with the reference. What gave them is not there to be asked again. If a design that the models know gave
 * every one of them, that one is asked in its place, and differences are shrunk as those of a program are; if not, what is kept of the
 * requests before a difference is what can have to do with it: the registers that touch the address that was asked about.
 */
public final class RecordedDrive {
    private static final int SHRUNK_AT_FIRST = 2000;
    private static final int MOST_TRIES = 3000;

    private final RecordedAnswers recording;
    private final BooleanSupplier stopped;
    private final Consumer<String> progress;
    private final DifferenceCauses causes = new DifferenceCauses(SHRUNK_AT_FIRST);
    private final Set<String> notAsked = new TreeSet<>();
    private final Map<String, String> written = new LinkedHashMap<>();
    private ReferenceSession reference = new ReferenceSession();
    private String reset = SessionWriter.USUAL_RESET;
    private @Nullable KnownDesign standIn;
    private long answers;
    private long missing;
    private long agreed;
    private boolean compared;
    private long undefined;
    private int remarked;

    /**
     * A run.
     *
     * @param stopped whether to end
     * @param progress told now and then how far it is
     */
    public RecordedDrive(RecordedAnswers recording, BooleanSupplier stopped, Consumer<String> progress) {
        this.recording = recording;
        this.stopped = stopped;
        this.progress = progress;
    }

    /** Runs. */
    public DriveResult run() {
        standIn = Arrays.stream(KnownDesign.values())
                .filter(design -> isBy(design, recording.entries()))
                .findFirst()
                .orElse(null);
        String ended = null;
        for (Entry entry : recording.entries()) {
            if (stopped.getAsBoolean()) {
                ended = "stopped";
                break;
            }
            take(entry);
        }
        DriveResult.Builder result = new DriveResult.Builder("column " + recording.column());
        result.requests = answers;
        result.agreed = agreed;
        result.compared = compared;
        result.undefined = undefined;
        result.notAnswered = notAsked;
        result.ended = ended;
        return result.build(causes, remarks());
    }

    /** Whether a design gives each answer of a recording, also where the SDM leaves it undefined, and knows all that was asked. */
    private static boolean isBy(KnownDesign design, List<Entry> entries) {
        ReferenceSession session = new ReferenceSession();
        boolean types = false;
        for (Entry entry : entries) {
            String own = design.answer(session, entry.request());
            String verb = Script.verb(entry.request());
            if (entry.answer() != null
                    && !Answer.readRecorded(verb, own).equals(Answer.readRecorded(verb, entry.answer()))) {
                return false;
            }
            types |= entry.answer() != null && verb.equals("type");
        }
        return types;
    }

    private void take(Entry entry) {
        String verb = Script.verb(entry.request());
        Answer expected = Answer.read(verb, Objects.requireNonNull(reference.answer(entry.request()), "a request"));
        if (entry.answer() == null) {
            missing++;
            notAsked.add(Script.kind(entry.request()));
        } else {
            compare(entry, expected, Answer.readRecorded(verb, entry.answer()));
        }
        remember(entry.request(), expected);
    }

    private void compare(Entry entry, Answer expected, Answer answer) {
        answers++;
        if (expected.undefined()) {
            undefined++;
        } else if (expected.agrees(answer)) {
            agreed++;
            compared |= !expected.equals(Answer.DONE);
            boolean more = Script.words(String.valueOf(entry.answer())).size() > 1;
            remarked += more && Script.verb(entry.request()).equals("type") ? 1 : 0;
        } else {
            ImmutableList<String> lines = ImmutableList.<String>builder()
                    .add(reset)
                    .addAll(written.values())
                    .add(entry.request())
                    .build();
            Difference found = regular(Difference.of(lines, expected, answer));
            boolean unused = causes.add(found, "line " + entry.line(), this::shrunk);
            progress.accept("drive: line " + entry.line() + ", " + causes.differences() + " differ");
        }
    }

    /** Of each register the last value alone: a look-up has no other memory. */
    private void remember(String request, Answer answer) {
        if (!answer.says().equals("ok")) {
            return;
        }
        if (Script.verb(request).equals("reset")) {
            written.clear();
            reset = request;
        } else {
            String key = Script.verb(request).equals("cr0")
                    ? "cr0"
                    : Script.words(request).get(1);
            String unused = written.remove(key);
            written.put(key, request);
        }
    }

    private DifferenceCauses.Shrunk shrunk(Difference found) {
        KnownDesign design = standIn;
        if (design == null) {
            return new DifferenceCauses.Shrunk(touching(found), false, ImmutableList.of());
        }
        ScriptShrinker shrinker = new ScriptShrinker(lines -> again(design, lines, found) != null, MOST_TRIES);
        ImmutableList<String> lines = shrinker.shrink(found.lines());
        Difference shrunk = again(design, lines, found);
        if (shrunk == null) {
            return new DifferenceCauses.Shrunk(touching(found), false, ImmutableList.of());
        }
        return new DifferenceCauses.Shrunk(
                shrunk, shrinker.minimal(), KnownDesign.remarks(shrunk, known -> known == design));
    }

    /** The same sort of difference at the last request, and none before it. */
    private static @Nullable Difference again(KnownDesign design, List<String> lines, Difference found) {
        Difference d = ofKnownDesign(design, lines);
        return d != null && d.sort().equals(found.sort()) ? d : null;
    }

    /** The same difference without irregular ranges, if these have nothing to do with it. */
    private Difference regular(Difference found) {
        if (standIn == null || !found.isIrregular()) {
            return found;
        }
        Difference regular = ofKnownDesign(standIn, Script.withoutIrregularRanges(found.lines()));
        return regular != null && regular.sameAnswers(found) ? regular : found;
    }

    /** What a design answers differently to the last request, if that is all that it does. */
    private static @Nullable Difference ofKnownDesign(KnownDesign design, List<String> lines) {
        ImmutableList<String> expected = Script.answers(lines);
        ImmutableList<String> own = design.ask(lines).answers();
        for (int i = 0; i < lines.size(); i++) {
            String verb = Script.verb(lines.get(i));
            Answer reference = Answer.read(verb, expected.get(i));
            Answer answer = Answer.readRecorded(verb, own.get(i));
            boolean differs = !reference.undefined() && !reference.agrees(answer);
            if (i == lines.size() - 1) {
                return differs ? Difference.of(ImmutableList.copyOf(lines), reference, answer) : null;
            }
            if (differs) {
                return null;
            }
        }
        return null;
    }

    /** The difference with only those writes before it that can have to do with the address that is asked about. */
    private Difference touching(Difference found) {
        ImmutableList<String> lines = found.lines();
        ImmutableList.Builder<String> kept = ImmutableList.builder();
        for (int i = 0; i < lines.size(); i++) {
            if (i == 0
                    || i == lines.size() - 1
                    || Touch.matters(reference.registers(), lines.get(i), found.request())) {
                kept.add(lines.get(i));
            }
        }
        ImmutableList<String> fewer = kept.build();
        ImmutableList<String> own = Script.answers(fewer);
        boolean same = Answer.read(Script.verb(found.request()), own.get(own.size() - 1))
                .says()
                .equals(found.reference());
        return new Difference(same ? fewer : lines, found.reference(), found.answer(), found.sort());
    }

    private ImmutableList<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (missing > 0) {
            remarks.add(missing + " of " + (missing + answers) + " requests have no answer in the column.");
        }
        if (causes.differences() > 0) {
            remarks.add(
                    standIn != null
                            ? "What gave these answers is not here to be asked again; " + standIn
                                    + " as the models have it, gives every one of them, and was asked in its place to shrink."
                            : "What gave these answers is not here to be asked again, and no design that the models know gives all"
                                    + " of them: not shrunk, but for writes of registers that don't touch the address.");
        }
        if (remarked > 0) {
            remarks.add(
                    remarked + " of the answers that agree say more than the type, such as that an assertion failed.");
        }
        return ImmutableList.copyOf(remarks);
    }
}
