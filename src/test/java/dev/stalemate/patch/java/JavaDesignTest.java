package dev.stalemate.patch.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import dev.stalemate.model.Model;
import dev.stalemate.model.PatchFile;
import dev.stalemate.patch.PatchException;
import dev.stalemate.systems.kvm.KvmSystem;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from a Java file, and what is refused, each with its line. */
class JavaDesignTest {
    private static final String IMPORTS =
            """
            import com.google.common.collect.*;
            import dev.stalemate.systems.kvm.*;
            import java.util.*;
            """;

    private static JavaDesign read(String text) throws PatchException {
        return JavaDesign.of(PatchFile.of("Mine.java", text), "mine", "a design of a test");
    }

    /** A design that extends Linux 6.7, with members from line 5 on. */
    private static String linux(String members) {
        return IMPORTS + "class Mine extends LinuxGuestMtrrs {\n" + members
                + "\nMine() { super(\"mine\", \"says\"); }\n}\n";
    }

    private static String refusal(String text) {
        try {
            return "not refused: " + read(text).design();
        } catch (PatchException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aDesignIsStepped() throws PatchException {
        JavaDesign mine = read(linux("public boolean installsLarge(Vm vm, int vcpu, long gpa) { return false; }"));
        assertThat(mine.system()).isEqualTo("kvm");
        assertThat(mine.design().name()).isEqualTo("mine");
        assertThat(mine.remarks()).isEmpty();
        KvmSystem kvm = new KvmSystem();
        Model model = kvm.model(mine.design(), kvm.scope("small"));
        assertThat(model.step("touch", List.of("0", "0x0")).enabled(model.initial()))
                .isTrue();
    }

    @Test
    void aConstructorMayTakeTheNameAndTheSentence() throws PatchException {
        Design design = read(IMPORTS
                        + "class A extends LinuxGuestMtrrs { A(String name, String says) { super(name + 1, says); } }")
                .design();
        assertThat(design.name()).isEqualTo("mine1");
        assertThat(design.says()).isEqualTo("a design of a test");
    }

    /** What compiled code refers to without its source saying so: all of it can be loaded. */
    @Test
    void theUsualLanguageCanBeUsed() throws PatchException {
        Design design = read(IMPORTS
                        + """
                        class Mine extends Base {
                            enum Way { HERE, THERE }
                            record Pair(int a, ImmutableList<String> b) {}
                            interface Rule { boolean is(int x); }
                            private static final ImmutableList<Integer> TABLE = ImmutableList.of(1, 2, 3);
                            private static final Pair PAIR = new Pair(1, ImmutableList.of("x"));
                            private final Way way = Way.valueOf("HERE");
                            Mine() { super("mine", text()); }
                            static String text() {
                                List<Integer> all = new ArrayList<>(TABLE);
                                Rule odd = x -> x % 2 == 1;
                                int count = (int) all.stream().filter(odd::is).count();
                                assert count == 2;
                                Map<Way, Integer> byWay = new EnumMap<>(Way.class);
                                byWay.put(Way.THERE, count);
                                for (Way w : Way.values()) {
                                    count += switch (w) { case HERE -> 10; case THERE -> 20; };
                                }
                                return "odd: " + count + " " + PAIR + " " + byWay;
                            }
                            public int leaf(Vm vm, int vcpu, long gpa) { return way == Way.HERE ? super.leaf(vm, vcpu, gpa) : 0; }
                        }
                        abstract class Base extends LinuxGuestMtrrs {
                            Base(String name, String says) { super(name, says); }
                        }
                        """)
                .design();
        assertThat(design.says()).isEqualTo("odd: 32 Pair[a=1, b=[x]] {THERE=2}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            int count;                                          | the field count is not final
            static long last;                                   | the static field last is not final
            static final int[] SEEN = {1};                      | the static field SEEN is of type int[], which can change
            final List<Integer> seen = new ArrayList<>();       | the field seen is of type java.util.List<java.lang.Integer>, which can change
            static final StringBuilder TEXT = new StringBuilder(); | the static field TEXT is of type java.lang.StringBuilder, which can change
            final ImmutableList<int[]> seen = ImmutableList.of(); | the field seen is of type com.google.common.collect.ImmutableList<int[]>, which
            final Object seen = "";                             | the field seen is of type java.lang.Object, which can change
            static class Seen { int count; }                    | the field count is not final
            Object a() { return new java.io.File("x"); }        | a design can't use java.io.File
            void a() { System.out.println(); }                  | a design can't use java.lang.System
            void a() { new Thread(() -> {}).start(); }          | a design can't use java.lang.Thread
            void a() throws Exception { Runtime.getRuntime().exec("x"); } | a design can't use java.lang.Runtime
            Object a() { return new ProcessBuilder("x"); }      | a design can't use java.lang.ProcessBuilder
            Object a() { return "".getClass(); }                | a design can't call java.lang.Object.getClass()
            Object a() throws Exception { return Class.forName("x"); } | a design can't use java.lang.Class
            Object a() { return Mine.class.getDeclaredFields(); } | a design can't use java.lang.Class
            double a() { return Math.random(); }                | a design can't call java.lang.Math.random()
            Object a() { return new Random(); }                 | a design can't use java.util.Random
            Object a() { return new java.net.Socket(); }        | a design can't use java.net.Socket
            Object a() { return new KvmSystem(); }              | a design can't use dev.stalemate.systems.kvm.KvmSystem
            void a() { dev.stalemate.cli.Main.main(new String[0]); } | a design can't use dev.stalemate.cli.Main
            Object a() { return dev.stalemate.search.Limits.none(); } | a design can't use dev.stalemate.search.Limits
            int a() { return "x"; }                             | incompatible types: java.lang.String cannot be converted to int
            """)
    void aMemberIsRefusedWithItsLine(String member, String says) {
        assertThat(refusal(linux(member)).lines())
                .anySatisfy(line -> assertThat(line).startsWith("Mine.java:5: ").contains(says == null ? "" : says));
    }

    @Test
    void anImportIsRefusedWithItsLine() {
        assertThat(refusal("\nimport java.nio.file.Files;\n" + linux("")))
                .startsWith("Mine.java:2: a design can't use java.nio.file.Files");
    }

    @Test
    void everyFaultIsTold() {
        assertThat(refusal(linux("int a;\nint b;\nObject c() { return new Random(); }"))
                        .lines())
                .extracting(line -> line.substring(0, "Mine.java:5".length()))
                .containsExactly("Mine.java:5", "Mine.java:6", "Mine.java:7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"class Mine {}", "abstract class Mine implements dev.stalemate.systems.kvm.KvmDesign {}", ""})
    void aFileWithoutADesignIsRefused(String text) {
        assertThat(refusal(text))
                .isEqualTo("Mine.java has no design: a class that implements KvmDesign (kvm) or XenDesign (xen-ept)");
    }

    @Test
    void twoDesignsAreRefused() {
        assertThat(refusal(linux("") + "class Other extends LinuxGuestMtrrs { Other() { super(\"o\", \"s\"); } }"))
                .isEqualTo("Mine.java:4: a file has one design, but this one has Mine and Other");
    }

    @Test
    void aDesignOfNoSystemIsRefused() {
        assertThat(
                        refusal(
                                "import dev.stalemate.model.*;\nclass Mine extends NamedDesign { Mine() { super(\"n\", \"s\"); } }"))
                .startsWith("Mine.java:2: Mine is a design of no system");
    }

    @Test
    void aConstructorThatCanNotBeCalledIsRefused() {
        assertThat(refusal(IMPORTS + "class Mine extends LinuxGuestMtrrs { Mine(int x) { super(\"n\", \"s\"); } }"))
                .isEqualTo(
                        "Mine.java:4: Mine needs a constructor without parameters, or with (String name, String says)");
    }

    @ParameterizedTest
    @CsvSource({
        "{ if (true) throw new IllegalStateException(\"not yet\"); }, IllegalStateException (not yet)",
        "static int x = 0; static final int A = 1 / B(); static int B() { return 0; }, is not final",
        "static final int A = 1 / b(); static int b() { return 0; }, ArithmeticException (/ by zero)",
        "final int a = deep(1); int deep(int n) { return deep(n) + 1; }, StackOverflowError",
    })
    void aConstructorThatThrowsIsToldWithItsLine(String member, String says) {
        assertThat(refusal(linux(member))).startsWith("Mine.java:5: ").contains(says);
    }

    @Test
    void apackageOfTheToolIsRefused() {
        assertThat(refusal("package dev.stalemate.systems.kvm; " + linux("")))
                .startsWith("Mine.java: the package dev.stalemate.systems.kvm is not for designs");
    }

    @Test
    void anyOtherPackageMayBeSaid() throws PatchException {
        assertThat(read("package mine; " + linux("")).design().name()).isEqualTo("mine");
    }

    @Test
    void whatTheCompilerWarnsOfIsTold() throws PatchException {
        assertThat(read(linux("static Object a(List<String> x) { return (String) x.get(0); }"))
                        .remarks())
                .containsExactly("Mine.java:5: warning: redundant cast to java.lang.String");
    }

    @Test
    void aJavaWithoutACompilerSaysSo() {
        assertThatThrownBy(() -> JavaDesign.of(null, PatchFile.of("Mine.java", ""), "mine", "says"))
                .isInstanceOf(PatchException.class)
                .hasMessage("Mine.java can't be compiled: this Java has no compiler; use a JDK, not a JRE");
    }

    /** The second line of defence: what the compiled code asks for, if the check of the source should have let it pass. */
    @Test
    void theLoaderGivesNothingElse() {
        DesignLoader loader = new DesignLoader(Map.of());
        for (String name : List.of(
                "java.lang.Runtime",
                "java.lang.Thread",
                "java.lang.System",
                "java.lang.reflect.Method",
                "java.io.File",
                "java.util.ServiceLoader",
                "java.util.concurrent.ForkJoinPool",
                "dev.stalemate.systems.kvm.KvmSystem",
                "dev.stalemate.cli.Main",
                "com.google.common.io.Files")) {
            assertThatThrownBy(() -> Class.forName(name, false, loader))
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessage(name + " is out of reach of a design");
        }
    }

    @Test
    void everyClassThatIsAllowedExistsAndIsPublic() throws ClassNotFoundException {
        for (String name : Allowed.ofTheTool()) {
            assertThat(Modifier.isPublic(Class.forName(name).getModifiers()))
                    .as(name)
                    .isTrue();
        }
    }

    @Test
    void aMistakeOfTheDesignIsToldWithItsOwnLine() throws PatchException {
        JavaDesign mine =
                read(linux("public void cdWritten(Vm vm, int vcpu, Zap zap) {\n vm.vcpu(vm.vcpus()).cd(); }"));
        KvmSystem kvm = new KvmSystem();
        Model model = kvm.model(mine.design(), kvm.scope("small"));
        assertThatThrownBy(() -> model.step("set-cd", List.of("0")).apply(model.initial()))
                .satisfies(thrown -> {
                    StackTraceElement at = DesignException.author(thrown);
                    assertThat(at == null ? "" : at.getFileName() + ":" + at.getLineNumber())
                            .isEqualTo("Mine.java:6");
                });
    }
}
