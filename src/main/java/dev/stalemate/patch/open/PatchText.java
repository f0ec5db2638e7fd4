package dev.stalemate.patch.open;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import dev.stalemate.files.Reason;
import dev.stalemate.model.PatchFile;
import dev.stalemate.patch.PatchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads what a design is written in. */
final class PatchText {
    private static final int MOST_BYTES = 256 << 10;
    private static final long MOST_PROGRAM = 1L << 30;

    private PatchText() {}

    /**
     * A source file.
     *
     * @throws PatchException if it can't be read, is larger than 256 KiB, or is not UTF-8 text
     */
    static PatchFile text(Path file) throws PatchException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new PatchException(file + " is larger than 256 KiB, so it is no design");
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return PatchFile.of(name(file), text);
        } catch (CharacterCodingException e) {
            throw new PatchException(file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new PatchException("can't read " + file + ": " + Reason.of(e), e);
        }
    }

    /**
     * A program, by the hash of its file; where a command is not the path of a file, by the hash of the command.
     *
     * @throws PatchException if the file can't be read
     */
    static PatchFile program(String command, Path file) throws PatchException {
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= MOST_PROGRAM) {
                String hash =
                        MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
                return PatchFile.ofProgram(name(file), hash);
            }
        } catch (IOException e) {
            throw new PatchException("can't read " + file + ": " + Reason.of(e), e);
        }
        return PatchFile.ofProgram(
                name(file),
                Hashing.sha256().hashString(command, StandardCharsets.UTF_8).toString());
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }
}
