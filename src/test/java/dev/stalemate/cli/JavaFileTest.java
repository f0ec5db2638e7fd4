package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.PatchFile;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.java.JavaDesign;
import dev.stalemate.systems.kvm.KvmDesign;
import dev.stalemate.systems.kvm.Vm;
import dev.stalemate.systems.kvm.Zap;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A design in one Java file, from the command line. */
class JavaFileTest {
    private static final String SEEN_AGAIN = "saved; to see it again: stalemate replay ";
    private static final String HEAD = "// stalemate: base=linux-6.7 scope=sdm\nimport dev.stalemate.systems.kvm.*;\n";

    @TempDir
    private Path directory = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void aFileWithAPatch() throws IOException {
        file = Files.copy(Path.of("docs/examples/MyPatch.java"), directory.resolve("MyPatch.java"));
    }

    private Tool.Result check(String... args) {
        String[] all = new String[args.length + 4];
        all[0] = "check";
        all[1] = file.toString();
        all[2] = "--save";
        all[3] = directory.resolve("saved").toString();
        System.arraycopy(args, 0, all, 4, args.length);
        return Tool.ofEverySystem().run(all);
    }

    private Tool.Result checkText(String text) throws IOException {
        Files.writeString(file, text);
        return check();
    }

    @Test
    void itIsAskedAtTheScopeThatItNames() {
        Tool.Result result = check("--property", "no-stale-quiescent", "--coverage");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .containsPattern("kvm/my-patch +no-stale-quiescent +holds")
                .contains("at scope sdm");
        assertThat(check("--property", "no-stale-quiescent", "--scope", "small").out())
                .containsPattern("kvm/my-patch +no-stale-quiescent +")
                .doesNotContain("at scope sdm");
    }

    @Test
    void aChangeOfTheFileIsSeen() throws IOException {
        Files.writeString(file, Files.readString(file).replace("CLEARS = true", "CLEARS = false"));
        Tool.Result result = check("--property", "no-stale-quiescent", "--scope", "sdm");
        assertThat(result.code()).isEqualTo(12);
        assertThat(result.out()).contains("kvm/my-patch at scope sdm", "(5) clear-cd vcpu=0");
    }

    @Test
    void theCommandThatIsPrintedShowsItAgain() throws IOException {
        Files.writeString(file, Files.readString(file).replace("CLEARS = true", "CLEARS = false"));
        for (String[] how : new String[][] {{"--scope", "sdm", "--property", "no-stale-quiescent"}, {"H2d"}}) {
            String out = check(how).out();
            String command = out.substring(out.indexOf(SEEN_AGAIN) + SEEN_AGAIN.length())
                    .lines()
                    .findFirst()
                    .orElseThrow();
            assertThat(command).endsWith(".json --design " + file);
            Tool.Result again = Tool.ofEverySystem().run(("replay " + command).split(" "));
            assertThat(again.code()).as(again.err()).isZero();
            assertThat(again.out()).contains(" is violated");
        }
    }

    @Test
    void everyErrorOfAFileIsTold() throws IOException {
        Tool.Result result = checkText(HEAD + "class MyPatch extends LinuxGuestMtrrs {\nint a;\nint b;\n"
                + "MyPatch() { super(\"my-patch\", \"says\"); } }");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err().lines().toList())
                .hasSize(2)
                .allMatch(line -> line.startsWith("stalemate: MyPatch.java:"))
                .first()
                .asString()
                .contains("MyPatch.java:4: the field a is not final");
    }

    @Test
    void aFileThatDoesNotSayWhatItChangesIsRefused() throws IOException {
        Tool.Result result = checkText(Files.readString(file).replaceFirst("//.*", ""));
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err())
                .contains("MyPatch.java does not say which design it changes", "stalemate: base=linux-4.9");
    }

    @Test
    void aHeadOfAnotherSystemIsRefused() throws IOException {
        Tool.Result result = checkText(Files.readString(file).replace("system=kvm", "system=xen-ept"));
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err())
                .contains("MyPatch.java says system=xen-ept, but the class in MyPatch.java is a design of kvm");
    }

    @Test
    void aBaseThatIsNoDesignIsRefused() throws IOException {
        Tool.Result result = checkText(Files.readString(file).replace("base=linux-6.7", "base=linux-6.77"));
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains("MyPatch.java: there is no linux-6.77");
    }

    @Test
    void aNameThatIsTakenIsRefused() throws IOException {
        Tool.Result result = checkText(Files.readString(file).replace("\"my-patch\"", "\"linux-6.7\""));
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains("MyPatch.java would be a second design kvm/linux-6.7");
    }

    @Test
    void aFileThatIsNotThereOrNotTextIsRefused() throws IOException {
        Files.write(file, new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertThat(check().err()).contains("is not UTF-8 text");
        Files.write(file, new byte[300 << 10]);
        assertThat(check().err()).contains("is larger than 256 KiB");
        Files.delete(file);
        assertThat(check().err()).contains("can't read");
        assertThat(check().code()).isEqualTo(65);
    }

    @Test
    void whatFailsInARunIsToldWithItsLineAndItsSteps() throws IOException {
        Tool.Result result = checkText(HEAD + "class MyPatch extends LinuxGuestMtrrs {\n"
                + "MyPatch() { super(\"my-patch\", \"says\"); }\n"
                + "public void cdWritten(Vm vm, int vcpu, Zap zap) { vm.keep(0, 0, 1); } }");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err())
                .contains("kvm/my-patch failed at scope ", "step (", "cd vcpu=", " threw ", "at MyPatch.java:5");
    }

    @Test
    void anEndlessRecursionIsToldWithItsLine() throws IOException {
        Tool.Result result = checkText(HEAD + "class MyPatch extends LinuxGuestMtrrs {\n"
                + "MyPatch() { super(\"my-patch\", \"says\"); }\n"
                + "public void cdWritten(Vm vm, int vcpu, Zap zap) { cdWritten(vm, vcpu, zap); } }");
        assertThat(result.code()).isEqualTo(65);
        assertThat(result.err()).contains("threw StackOverflowError at MyPatch.java:5");
    }

    /** After Ctrl-C, the line where the design is that does not return; here it waits for the test. */
    @Test
    void theLineOfCodeThatDoesNotReturnIsKnown() throws PatchException, InterruptedException {
        JavaDesign design = JavaDesign.of(
                PatchFile.of(
                        "Loop.java",
                        """
                        import dev.stalemate.systems.kvm.*;
                        class Loop extends LinuxGuestMtrrs {
                        Loop(String name, String says) { super(name, says); }
                        public void cdWritten(Vm vm, int vcpu, Zap zap) {
                         zap.all();
                        } }"""),
                "loop",
                "says");
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            Zap zap = proxy(Zap.class, (proxy, method, arguments) -> {
                inside.countDown();
                go.await();
                return null;
            });
            ((KvmDesign) design.design()).cdWritten(proxy(Vm.class, (proxy, method, arguments) -> null), 0, zap);
        });
        thread.start();
        inside.await();
        assertThat(StuckDesign.says())
                .contains("the design's cdWritten() is at Loop.java:5 and does not return: is that an endless loop?");
        go.countDown();
        thread.join();
        assertThat(StuckDesign.says()).isEmpty();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
