package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.counterexample.Counterexample.Found;
import dev.stalemate.counterexample.Counterexample.SavedStep;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.PatchFile;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Runs;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The file format holds whatever a run can be, and a reader survives whatever a file can be. */
class CounterexampleProperties {
    private static final byte[] VALID =
            CounterexampleWriter.text(Runs.saved(Runs.bothEnter())).getBytes(StandardCharsets.UTF_8);

    @Property
    void aFileReadIsTheCounterexampleWritten(@ForAll("counterexamples") Counterexample c) throws BadFileException {
        String text = CounterexampleWriter.text(c);
        assertThat(CounterexampleReader.parse("k.json", text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(c);
        assertThat(text.lines().filter(l -> l.startsWith("    {")))
                .hasSize(c.steps().size());
    }

    @Property
    void aFileWrittenAgainIsTheSameText(@ForAll("counterexamples") Counterexample c) throws BadFileException {
        String text = CounterexampleWriter.text(c);
        Counterexample read = CounterexampleReader.parse("k.json", text.getBytes(StandardCharsets.UTF_8));
        assertThat(CounterexampleWriter.text(read)).isEqualTo(text);
    }

    @Property
    void anyBytesAreACounterexampleOrABadFile(@ForAll byte[] bytes) {
        survives(bytes);
    }

    @Property
    void aChangedByteIsACounterexampleOrABadFile(
            @ForAll @IntRange(max = 100_000) int at, @ForAll byte value, @ForAll boolean insert) {
        int where = at % VALID.length;
        byte[] changed = new byte[VALID.length + (insert ? 1 : 0)];
        System.arraycopy(VALID, 0, changed, 0, where);
        System.arraycopy(VALID, where, changed, changed.length - (VALID.length - where), VALID.length - where);
        changed[where] = value;
        survives(changed);
    }

    @Property
    void aPieceCutOutIsACounterexampleOrABadFile(
            @ForAll @IntRange(max = 100_000) int from, @ForAll @IntRange(max = 60) int length) {
        int start = from % VALID.length;
        int end = Math.min(VALID.length, start + length);
        byte[] changed = new byte[VALID.length - (end - start)];
        System.arraycopy(VALID, 0, changed, 0, start);
        System.arraycopy(VALID, end, changed, start, VALID.length - end);
        survives(changed);
    }

    @Property
    void aCounterexampleOfAnotherModelIsReported(@ForAll("counterexamples") Counterexample c) {
        Check.Result result = Check.of(c, Catalogue.of(List.of(new Mutex())));
        assertThat(result.kind()).isEqualTo(Check.Kind.NOT_REPLAYABLE);
        assertThat(result.detail()).isNotEmpty();
    }

    /** Reads, and where that works checks too; a bad file has a message that begins with its name. */
    private static void survives(byte[] bytes) {
        assertThatCode(() -> {
                    try {
                        Check.Result unused = Check.of(
                                CounterexampleReader.parse("k.json", bytes), Catalogue.of(List.of(new Mutex())));
                    } catch (BadFileException e) {
                        assertThat(e).hasMessageStartingWith("k.json:");
                    }
                })
                .doesNotThrowAnyException();
    }

    @Provide
    Arbitrary<Counterexample> counterexamples() {
        Arbitrary<Found> found = Combinators.combine(
                        texts(), Arbitraries.longs().injectNull(0.3), texts())
                .as(Found::new);
        Arbitrary<SavedStep> step =
                Combinators.combine(texts(), maps(), hashes()).as(SavedStep::new);
        Arbitrary<ImmutableList<SavedStep>> steps = step.list().ofMaxSize(6).map(ImmutableList::copyOf);
        return Combinators.combine(
                        texts(), maps(), texts().injectNull(0.3), found, Arbitraries.of(true, false), hashes(), steps)
                .as((name, scope, claim, by, minimal, initial, run) -> new Counterexample(
                        name,
                        name,
                        scope,
                        name,
                        claim,
                        by,
                        minimal,
                        initial,
                        run,
                        minimal ? null : run.size() / 2,
                        minimal ? PatchFile.of(name, claim + "\n\t" + by) : null));
    }

    private static Arbitrary<String> texts() {
        return Arbitraries.strings()
                .all()
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(s -> s.codePoints().noneMatch(Character::isISOControl))
                .filter(s -> StandardCharsets.UTF_8.newEncoder().canEncode(s));
    }

    private static Arbitrary<ImmutableMap<String, String>> maps() {
        return Arbitraries.maps(texts(), texts()).ofMaxSize(3).map(ImmutableMap::copyOf);
    }

    private static Arbitrary<String> hashes() {
        return Arbitraries.longs().map(HexFormat.of()::toHexDigits);
    }
}
