package dev.stalemate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mtrr --live} on a folder that looks like a machine. */
class LiveMtrrTest {
    private static void table(Path root) throws IOException {
        Files.createDirectories(root.resolve("proc"));
        Files.writeString(
                root.resolve("proc/mtrr"), "reg00: base=0x080000000 ( 2048MB), size= 2048MB, count=1: uncachable\n");
    }

    @Test
    void aMachineWithATableIsReportedAndWhatItLacksIsSaid(@TempDir Path root) throws IOException {
        table(root);
        Tool.Result result = Tool.mutex().run("mtrr", "--live", "--root", root.toString());

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .startsWith("this machine\n")
                .contains("0x080000000-0x0ffffffff |........|  UC")
                .contains("/dev/cpu has no processor: the module msr is not loaded");
    }

    @Test
    void aMachineThatShowsNothingEndsWith65AndTheReasons(@TempDir Path root) {
        Tool.Result result = Tool.mutex().run("mtrr", "--live", "--root", root.toString());

        assertThat(result.code()).isEqualTo(65);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("this machine shows nothing of its memory types")
                .contains("there is no /proc/mtrr: the kernel or the hypervisor has no MTRRs to show");
    }

    @Test
    void theTextSaysTheSameOnAnotherMachine(@TempDir Path root) throws IOException {
        table(root);
        Path text = root.resolve("machine.txt");
        Tool.Result live =
                Tool.mutex().run("mtrr", "--live", "--root", root.toString(), "--text", text.toString(), "--json", "-");
        Tool.Result read = Tool.mutex().run("mtrr", text.toString(), "--json", "-");

        ObjectMapper mapper = new ObjectMapper();
        JsonNode first = mapper.readTree(live.out());
        JsonNode second = mapper.readTree(read.out());
        assertThat(live.code()).isZero();
        assertThat(first.get("map")).isNotEmpty().isEqualTo(second.get("map"));
        assertThat(first.get("problems").size())
                .isGreaterThan(second.get("problems").size());
    }

    @Test
    void liveGoesWithNoFileAndItsOptionsWithLiveAlone() {
        assertThat(Tool.mutex().run("mtrr", "--live", "log.txt").code()).isEqualTo(64);
        assertThat(Tool.mutex().run("mtrr", "log.txt", "--text", "x").code()).isEqualTo(64);
    }
}
