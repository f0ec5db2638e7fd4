package dev.stalemate.counterexample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.memtype.MemType;
import dev.stalemate.memtype.MtrrMsr;
import dev.stalemate.memtype.Pat;
import dev.stalemate.memtype.RegisterNotation;
import dev.stalemate.model.Field;
import dev.stalemate.model.Law;
import dev.stalemate.model.LongField;
import dev.stalemate.model.Model;
import dev.stalemate.model.Step;
import dev.stalemate.report.MailText;
import dev.stalemate.report.Story;
import dev.stalemate.report.Style;
import dev.stalemate.systems.Systems;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the terminal, mails and the page say of the counterexamples: elements by what their indices are, registers decoded. */
class InWordsTest {
    /** A name as states and conditions have it. */
    private static final Pattern BRACKETS = Pattern.compile("[a-z0-9]\\[[^\\]\\s]+\\]");

    private static final Pattern WRITE =
            Pattern.compile("(\\S+?)(?:/\\S+)?: (?:(.+) -> )?(.+?)(?:, as before)? \\((?:(\\S+) )?(0x[0-9a-f]+)\\)");
    private static final Pattern FIELD = Pattern.compile("(?:PA([0-7])|0x([0-9a-f]+)) (\\S+) -> ([^\\s,]+)");
    private static final Pattern PAIR =
            Pattern.compile("(0x[0-9a-f]+) (?:\\+ (\\d+ [KMGT]iB)|mask (0x[0-9a-f]+)) (\\S+)");

    private record Run(Counterexample saved, Trace trace, Law law) {
        int maxPhyAddr() {
            return Integer.parseInt(saved.scope().getOrDefault("maxphyaddr", "36"));
        }
    }

    private static List<Run> runs() throws IOException, BadFileException {
        List<Run> runs = new ArrayList<>();
        for (Path file : SavedRuns.ofModels()) {
            Counterexample c = CounterexampleReader.read(file);
            Check.Result result = Check.of(c, Systems.catalogue());
            runs.add(new Run(c, Objects.requireNonNull(result.trace()), Objects.requireNonNull(result.law())));
        }
        return runs;
    }

    @Test
    void noTextNamesAnElementByNumbersInBrackets() throws IOException, BadFileException {
        int named = 0;
        for (Run run : runs()) {
            for (String element :
                    run.trace.model().layout().describe(run.trace.end()).keySet()) {
                assertThat(BRACKETS.matcher(element).find()).isEqualTo(element.contains("["));
                named += element.contains("[") ? 1 : 0;
            }
            assertThat(Story.of(run.trace, run.law, Style.PLAIN))
                    .as("%s", run.saved.claim())
                    .doesNotContainPattern(BRACKETS);
            for (boolean list : List.of(false, true)) {
                Check.Result result = new Check.Result(Check.Kind.STILL_VIOLATES, "", run.trace, run.law);
                assertThat(new MailText(Systems.catalogue(), "stalemate 1").of(run.saved, result, list))
                        .as("%s", run.saved.claim())
                        .doesNotContainPattern(BRACKETS);
            }
        }
        assertThat(named).isGreaterThan(1000);
    }

    @Test
    void elementsInWordsAreToldApart() throws IOException, BadFileException {
        for (Run run : runs()) {
            List<String> words = new ArrayList<>();
            for (Field field : run.trace.model().layout().fields()) {
                for (int e = 0; e < field.size(); e++) {
                    words.add(field.inWords(e));
                }
            }
            assertThat(words).as("%s", run.saved.claim()).doesNotHaveDuplicates();
        }
    }

    /** A text of a register's value, with the value beside it. */
    private record Told(int msr, String words, long value, int maxPhyAddr) {
        boolean isRight(UnaryOperator<String> reading) {
            try {
                return RegisterNotation.value(msr, reading.apply(words), maxPhyAddr) == value;
            } catch (IllegalArgumentException e) {
                return false;
            }
        }
    }

    private static Set<Told> values() throws IOException, BadFileException {
        Set<Told> all = new HashSet<>();
        for (Run run : runs()) {
            for (Field field : run.trace.model().layout().fields()) {
                if (field instanceof LongField register) {
                    int msr = RegisterNotation.msr(register.called().replaceFirst("^.*\\.(g_)?", ""));
                    for (int after = 0; after <= run.trace.steps().size(); after++) {
                        for (int e = 0; e < register.size(); e++) {
                            long[] state = run.trace.state(after);
                            String told = register.inWords(state, e);
                            long value = register.get(state, e);
                            assertThat(told).endsWith(" (0x" + Long.toHexString(value) + ")");
                            all.add(new Told(msr, told.replaceFirst(" \\(.*", ""), value, run.maxPhyAddr()));
                        }
                    }
                }
            }
        }
        return all;
    }

    @Test
    void everyValueOfARegisterReadsBackToTheNumberBesideIt() throws IOException, BadFileException {
        assertThat(values()).hasSizeGreaterThan(30).allMatch(told -> told.isRight(words -> words));
    }

    /** What a decoder could do wrong, each found by some value of some counterexample. */
    @Test
    void aWrongDecoderIsFound() throws IOException, BadFileException {
        Map<String, UnaryOperator<String>> wrong = Map.of(
                "E is not looked at", words -> words.replaceFirst("^E ", "off "),
                "FE is not looked at", words -> words.replaceFirst(" FE ", " "),
                "V is not looked at", words -> words.replaceFirst(" V$", " off"),
                "the type is another", words -> words.replaceFirst("WB", "WT"),
                "sizes are in another unit", words -> words.replace("MiB", "GiB"),
                "entries are in the other order",
                        words -> words.split(" ").length == 8 ? reversed(words.split(" ")) : words,
                "one entry stands for all",
                        words -> words.split(" ", -1).length == 8 ? "all " + words.split(" ", -1)[0] : words,
                "an address lacks a digit", words -> words.replaceFirst("^(0x.+)0 ", "$1 "));
        Set<Told> values = values();
        wrong.forEach((error, planted) ->
                assertThat(values).as(error).anyMatch(told -> told.isRight(w -> w) && !told.isRight(planted)));
    }

    private static String reversed(String[] words) {
        List<String> other = new ArrayList<>();
        for (String word : words) {
            other.add(0, word);
        }
        return String.join(" ", other);
    }

    @Test
    void everyWriteOfARegisterTellsWhatItWasAndWhatItIs() throws IOException, BadFileException {
        int writes = 0;
        for (Run run : runs()) {
            for (int i = 0; i < run.trace.steps().size(); i++) {
                Step step = run.trace.steps().get(i);
                if (step.action().name().equals("wrmsr")) {
                    writes++;
                    assertWrite(run, step, run.trace.state(i));
                }
            }
        }
        assertThat(writes).isGreaterThan(50);
    }

    private static void assertWrite(Run run, Step step, long[] state) {
        String words = step.inWords(state, "vcpu");
        int msr = (int) step.arg(1);
        assertThat(words).startsWith("wrmsr ");
        Matcher told = WRITE.matcher(words.substring("wrmsr ".length()));
        assertThat(told.matches()).as(words).isTrue();
        assertThat(Long.decode(told.group(5))).as(words).isEqualTo(step.arg(2));
        if (told.group(4) == null) {
            assertThat(RegisterNotation.msr(told.group(1))).as(words).isEqualTo(msr);
            assertThat(after(msr, value(run.trace.model(), state, msr, step.arg(0)), told, run.maxPhyAddr()))
                    .as(words)
                    .isEqualTo(step.arg(2));
        } else {
            assertThat(RegisterNotation.msr(told.group(4))).as(words).isEqualTo(msr);
            String before = pair(run, state, msr, step.arg(0), -1);
            assertThat(told.group(2)).as(words).isEqualTo(before);
            assertThat(told.group(3)).as(words).isEqualTo(pair(run, state, msr, step.arg(0), step.arg(2)));
        }
    }

    /** The value that the words of a write make of the value before it. */
    private static long after(int msr, long before, Matcher told, int maxPhyAddr) {
        String changes = told.group(2) == null ? "" : told.group(2) + " -> " + told.group(3);
        Matcher field = FIELD.matcher(changes);
        boolean ofFields = msr == Pat.MSR || MtrrMsr.fixedIndex(msr) >= 0;
        if (!ofFields || !field.lookingAt()) {
            assertThat(told.group(2) == null ? before : RegisterNotation.value(msr, told.group(2), maxPhyAddr))
                    .isEqualTo(before);
            return RegisterNotation.value(msr, told.group(3), maxPhyAddr);
        }
        long after = before;
        do {
            int entry = field.group(1) != null
                    ? Integer.parseInt(field.group(1))
                    : (int) (Long.parseLong(field.group(2), 16) >> 12 & 7);
            long was = Objects.requireNonNull(MemType.named(field.group(3))).code();
            long is = Objects.requireNonNull(MemType.named(field.group(4))).code();
            assertThat((before >>> (8 * entry)) & 0xFF).isEqualTo(was);
            after ^= (was ^ is) << (8 * entry);
        } while (field.find());
        return after;
    }

    /** A variable range as its two registers say, one of them perhaps with another value; read by the patterns of the text alone. */
    private static String pair(Run run, long[] state, int msr, long set, long instead) {
        int n = MtrrMsr.pair(msr);
        Model model = run.trace.model();
        long base = MtrrMsr.isMask(msr) || instead < 0 ? value(model, state, MtrrMsr.physBase(n), set) : instead;
        long mask = !MtrrMsr.isMask(msr) || instead < 0 ? value(model, state, MtrrMsr.physMask(n), set) : instead;
        String words = RegisterNotation.pair(base, mask, run.maxPhyAddr());
        Matcher range = PAIR.matcher(words);
        if ((mask & MtrrMsr.V) == 0) {
            assertThat(words).isEqualTo("off");
            return words;
        }
        assertThat(range.matches()).as(words).isTrue();
        String size = range.group(2) == null ? range.group(3) : range.group(2);
        assertThat(RegisterNotation.value(MtrrMsr.physBase(n), range.group(1) + " " + range.group(4), run.maxPhyAddr()))
                .isEqualTo(base);
        assertThat(RegisterNotation.value(MtrrMsr.physMask(n), size + " V", run.maxPhyAddr()))
                .isEqualTo(mask);
        return words;
    }

    private static long value(Model model, long[] state, int msr, long set) {
        return model.layout().fields().stream()
                .filter(field -> field.name().equals("msr.0x" + Integer.toHexString(msr)))
                .mapToLong(field -> ((LongField) field).get(state, (int) set))
                .findFirst()
                .orElseThrow();
    }
}
