package dev.stalemate.search.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stalemate.model.Model;
import dev.stalemate.systems.Systems;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** A file whose sum is right may be another one, or hold what no search wrote. */
class PartFileTest {
    private static final int STEPS = 40;
    private static final Model MODEL = Systems.catalogue().claim("K2").model();
    private static final RowFormat FORMAT = new RowFormat(MODEL.layout(), 1, STEPS);
    private static final SavedPart WHAT = new SavedPart(3, 1, 0, 0, 0, 10);

    private static byte[] rows(long parent, int step) {
        byte[] block = ShardBlock.of(ShardBlock.ROWS, FORMAT.rowBytes);
        FORMAT.put(block, ShardBlock.HEADER, MODEL.initial(), 0, RowFormat.order(parent, step));
        return ShardBlock.finish(block, 1, FORMAT.rowBytes);
    }

    private static String reading(byte[] file, SavedPart as) {
        List<byte[]> all = new ArrayList<>();
        try {
            PartFile.read(new ByteArrayInputStream(file), "file", as, FORMAT, STEPS)
                    .forEachRemaining(all::add);
        } catch (UncheckedIOException | IOException e) {
            return String.valueOf(e.getMessage());
        }
        return all.size() + " blocks";
    }

    private static SavedPart written(ByteArrayOutputStream to, byte[]... blocks) throws IOException {
        return PartFile.write(List.of(blocks).iterator(), WHAT, FORMAT, to);
    }

    private static int sum(byte[] file) {
        CRC32C sum = new CRC32C();
        sum.update(file, 0, file.length);
        return (int) sum.getValue();
    }

    @Test
    void isTheOneThatTheManifestNames() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SavedPart right = written(out, rows(0, 0), rows(9, STEPS - 1));
        byte[] file = out.toByteArray();
        assertThat(right).isEqualTo(new SavedPart(3, 1, 2, file.length, sum(file), 10));
        assertThat(reading(file, right)).isEqualTo("2 blocks");
        assertThat(reading(file, new SavedPart(4, 1, 2, right.bytes(), right.sum(), 10)))
                .contains("another part");
        assertThat(reading(file, new SavedPart(3, 0, 2, right.bytes(), right.sum(), 10)))
                .contains("another part");
        assertThat(reading(file, new SavedPart(3, 1, 3, right.bytes(), right.sum(), 10)))
                .contains("is damaged");
        assertThat(reading(file, new SavedPart(3, 1, 2, right.bytes(), right.sum() + 1, 10)))
                .contains("is damaged");
        byte[] longer = Arrays.copyOf(file, file.length + 1);
        assertThat(reading(longer, right)).contains("is damaged");
        byte[] other = file.clone();
        other[11]++;
        assertThat(reading(other, new SavedPart(3, 1, 2, right.bytes(), sum(other), 10)))
                .contains("has format 2");
        other[0]++;
        assertThat(reading(other, new SavedPart(3, 1, 2, right.bytes(), sum(other), 10)))
                .contains("is no part");
    }

    @Test
    void holdsNothingThatNoSearchWrote() throws IOException {
        for (byte[] wrong : List.of(rows(10, 0), rows(0, STEPS))) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            SavedPart part = written(out, rows(0, 0), wrong);
            assertThat(reading(out.toByteArray(), part)).contains("is damaged");
        }
        byte[] none = ShardBlock.finish(ShardBlock.of(ShardBlock.ROWS, 0), 0, 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(reading(out.toByteArray(), written(out, none))).contains("is damaged");
        assertThatThrownBy(() -> ShardBlock.of(ShardBlock.ROWS, 1L << 31)).isInstanceOf(ArithmeticException.class);
    }
}
