package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.counterexample.Check.Kind;
import dev.stalemate.counterexample.Counterexample.SavedStep;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Design;
import dev.stalemate.model.Extended;
import dev.stalemate.model.PatchFile;
import dev.stalemate.toy.Mutex;
import dev.stalemate.toy.Runs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What became of a saved counterexample. */
class CheckTest {
    private static final Counterexample SAVED = Runs.saved(Runs.bothEnter());

    private static Check.Result check(Counterexample c) {
        return Check.of(c, Catalogue.of(List.of(new Mutex())));
    }

    /** The saved one with something changed in its text. */
    private static Check.Result checkEdited(UnaryOperator<String> edit) throws BadFileException {
        String text = edit.apply(CounterexampleWriter.text(SAVED));
        return check(CounterexampleReader.parse("k.json", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Counterexample with(ImmutableList<SavedStep> steps) {
        return new Counterexample(
                SAVED.system(),
                SAVED.design(),
                SAVED.scope(),
                SAVED.law(),
                SAVED.claim(),
                SAVED.found(),
                SAVED.minimal(),
                SAVED.initial(),
                steps,
                SAVED.loop(),
                SAVED.file());
    }

    @Test
    void stillViolates() {
        Check.Result result = check(SAVED);
        assertThat(result.kind()).isEqualTo(Kind.STILL_VIOLATES);
        assertThat(result.asRecorded()).isTrue();
        assertThat(result.detail()).isEmpty();
        assertThat(result.isMinimal()).isTrue();
    }

    @Test
    void isNotMinimalWithStepsThatDoNotMatter() {
        Check.Result result = check(Runs.saved(Runs.bothEnterSlowly()));
        assertThat(result.asRecorded()).isTrue();
        assertThat(result.isMinimal()).isFalse();
    }

    @Test
    void tellsThatTheModelChanged() {
        SavedStep third = SAVED.steps().get(2);
        SavedStep other = new SavedStep(third.action(), third.arguments(), "0123456789abcdef");
        Check.Result result = check(with(ImmutableList.of(
                SAVED.steps().get(0), SAVED.steps().get(1), other, SAVED.steps().get(3))));
        assertThat(result.kind()).isEqualTo(Kind.MODEL_CHANGED);
        assertThat(result.detail()).isEqualTo("the state after step 3 is not the recorded one");
        assertThat(result.asRecorded()).isFalse();
    }

    @Test
    void tellsThatTheInitialStateChanged() throws BadFileException {
        Check.Result result = checkEdited(t -> t.replace(SAVED.initial(), "0123456789abcdef"));
        assertThat(result.detail()).isEqualTo("the initial state is not the recorded one");
    }

    @Test
    void tellsThatTheClaimIsUnknownOrAboutSomethingElse() throws BadFileException {
        Check.Result unknown = checkEdited(t -> t.replace("\"M1b\"", "\"Mlb\""));
        assertThat(unknown.asRecorded()).isFalse();
        assertThat(unknown.detail()).isEqualTo("there is no claim Mlb of mutex");
        assertThat(checkEdited(t -> t.replace("\"M1b\"", "\"M1\"")).detail())
                .isEqualTo("claim M1 is about right and exclusive");
    }

    @Test
    void tellsThatTheBugIsFixed() {
        Check.Result result = check(with(SAVED.steps().subList(0, 3)));
        assertThat(result.kind()).isEqualTo(Kind.FIXED);
        assertThat(result.detail()).isEqualTo("every state is as recorded, so it is the property that changed");
        assertThat(result.isMinimal()).isFalse();
    }

    @Test
    void tellsThatAStepIsNotPossible() throws BadFileException {
        Check.Result result = checkEdited(t -> t.replace("\"broken\"", "\"right\""));
        assertThat(result.kind()).isEqualTo(Kind.NOT_REPLAYABLE);
        assertThat(result.detail()).isEqualTo("step 4 (enter process=1) is not possible there");
        assertThat(result.isMinimal()).isFalse();
    }

    @Test
    void tellsWhatIsNotKnownAnyMore() throws BadFileException {
        assertThat(checkEdited(t -> t.replace("\"mutex\"", "\"lock\"")).detail())
                .isEqualTo("no system 'lock'; there are [mutex]");
        assertThat(checkEdited(t -> t.replace("\"broken\"", "\"best\"")).detail())
                .startsWith("no design 'best'");
        assertThat(checkEdited(t -> t.replace("\"exclusive\"", "\"fair\"")).detail())
                .startsWith("no property 'fair'");
        assertThat(checkEdited(t -> t.replace("{}", "{\"cats\": \"1\"}")).detail())
                .startsWith("no scope setting 'cats'");
        assertThat(checkEdited(t -> t.replace("{}", "{\"processes\": \"9\"}")).detail())
                .isEqualTo("scope setting processes: 9 is not within 1 to 4");
        assertThat(checkEdited(t -> t.replaceFirst("\"want\"", "\"wish\"")).detail())
                .isEqualTo("step 1: no action 'wish' in this scope");
        assertThat(checkEdited(t -> t.replaceFirst("\"0\"", "\"7\"")).detail())
                .startsWith("step 1: want: '7' is not one of");
        assertThat(checkEdited(t -> t.replaceFirst("\"process\"", "\"thread\"")).detail())
                .isEqualTo("step 1: want takes [process], not [thread]");
    }

    /** Without hashes, as a person writes it. */
    private static String byHand(String text) {
        return text.replaceAll(", \"hash\": \"[0-9a-f]{16}\"", "")
                .replaceAll("  \"(claim|found|minimal|initial)\": .*\n", "");
    }

    @Test
    void comparesNothingWhereThereAreNoHashes() throws BadFileException {
        Check.Result violates = checkEdited(CheckTest::byHand);
        assertThat(violates.kind()).isEqualTo(Kind.VIOLATES);
        assertThat(violates.saysInFull())
                .isEqualTo("violated: the file has no hashes, so no state was compared with a record");
        assertThat(violates.asRecorded()).isTrue();

        Check.Result not = checkEdited(t -> byHand(t).replaceAll(",\n.*\"enter\", \"args\": ..process\": \"1\"..", ""));
        assertThat(not.kind()).isEqualTo(Kind.DOES_NOT_VIOLATE);
        assertThat(not.saysInFull()).startsWith("not violated: the file has no hashes");
        assertThat(not.asRecorded()).isFalse();

        Check.Result claim = checkEdited(t -> byHand(t).replace("\"expected\"", "\"claim\": \"M9\", \"expected\""));
        assertThat(claim.says()).isEqualTo("can't be replayed: there is no claim M9 of mutex");
    }

    private static Check.Result checkWith(PatchFile wanted, PatchFile... given) {
        Mutex mutex = new Mutex();
        List<Design> designs = new ArrayList<>();
        Map<Design, PatchFile> files = new HashMap<>();
        for (PatchFile file : given) {
            Design design = Mutex.Way.BROKEN.named(file.name().replace(".c", ""));
            designs.add(design);
            files.put(design, file);
        }
        return Check.of(
                SAVED.withFile(wanted), Catalogue.of(List.of(new Extended(mutex, designs, model -> List.of(), files))));
    }

    @Test
    void aUsersDesignIsTheOneOfTheSameFileAndNoOther() {
        PatchFile file = PatchFile.of("patch.c", "as it was");
        PatchFile renamed = PatchFile.of("renamed.c", "as it was");
        PatchFile changed = PatchFile.of("patch.c", "edited since");
        assertThat(checkWith(file).kind()).isEqualTo(Kind.OTHER_DESIGN);
        assertThat(checkWith(file).says())
                .isEqualTo("can't be replayed: it is about the design in patch.c with the SHA-256 " + file.shortHash()
                        + "; name that file with --design");
        assertThat(checkWith(file, changed).says())
                .isEqualTo("can't be replayed: it is about the design in patch.c with the SHA-256 " + file.shortHash()
                        + "; patch.c has the SHA-256 " + changed.shortHash());
        assertThat(checkWith(file, changed, renamed).kind()).isEqualTo(Kind.STILL_VIOLATES);
        assertThat(checkWith(file.withBase("right"), file).kind()).isEqualTo(Kind.OTHER_DESIGN);
        assertThat(checkWith(file.withBase("right"), renamed.withBase("right")).kind())
                .isEqualTo(Kind.STILL_VIOLATES);
    }

    @Test
    void rebuildsItsScope() throws BadFileException {
        Check.Result result = checkEdited(t -> t.replace("{}", "{\"tags\": \"2\"}"));
        assertThat(Objects.requireNonNull(result.trace()).model().scope().name())
                .isEqualTo("tagged");
        Check.Result other = checkEdited(t -> t.replace("{}", "{\"processes\": \"3\"}"));
        assertThat(other.kind()).isEqualTo(Kind.MODEL_CHANGED);
        assertThat(Objects.requireNonNull(other.trace()).model().scope().changes())
                .isEqualTo(ImmutableMap.of("processes", "3"));
    }
}
