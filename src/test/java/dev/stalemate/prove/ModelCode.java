package dev.stalemate.prove;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.stalemate.model.ModelSystem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/**
 * The code of a system: its class and all classes of the product that it names, directly or not. What a proof of it asks depends on nothing
 * else but how questions are written.
 */
final class ModelCode {
    private static final Pattern NAMED = Pattern.compile("dev/stalemate/[\\w/$]+");

    private ModelCode() {}

    /** The SHA-256 of a system's code, whatever its lines and local variables are called. */
    static String sha256(ModelSystem system) {
        return sha256(system.getClass().getName(), ModelCode::bytes);
    }

    /** The same of code that is found otherwise. */
    static String sha256(String first, Function<String, byte[]> code) {
        Hasher hasher = Hashing.sha256().newHasher();
        all(first, code).forEach((name, bytes) -> {
            ClassWriter writer = new ClassWriter(0);
            new ClassReader(bytes).accept(writer, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
            hasher.putString(name, StandardCharsets.UTF_8).putBytes(writer.toByteArray());
        });
        return hasher.hash().toString();
    }

    /** The classes by name. */
    static Map<String, byte[]> all(String first, Function<String, byte[]> code) {
        Map<String, byte[]> all = new TreeMap<>();
        Deque<String> open = new ArrayDeque<>();
        open.add(first.replace('.', '/'));
        while (!open.isEmpty()) {
            String name = open.remove();
            byte[] bytes = all.containsKey(name) ? new byte[0] : code.apply(name);
            if (bytes.length > 0) {
                all.put(name, bytes);
                // All names are in the constant pool, which has text as it is.
                Matcher matcher = NAMED.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
                while (matcher.find()) {
                    open.add(matcher.group());
                }
            }
        }
        return all;
    }

    /** A class file; empty if there is none of this name. */
    static byte[] bytes(String name) {
        ClassLoader loader = Objects.requireNonNull(ModelCode.class.getClassLoader());
        try (InputStream in = loader.getResourceAsStream(name + ".class")) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
