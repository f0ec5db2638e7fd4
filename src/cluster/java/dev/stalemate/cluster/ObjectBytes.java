package dev.stalemate.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.Objects;

/** Objects as bytes, on their way to workers and back: what carries them needs none of their classes. */
final class ObjectBytes {
    private ObjectBytes() {}

    /**
     * An object's bytes.
     *
     * @throws IOException if something in it can't be written
     */
    static byte[] of(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    /**
     * The object, with the classes that the current thread sees: an engine adds jars to those that a process starts with.
     *
     * @throws IOException if these are bytes of no object
     */
    static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new Input(new ByteArrayInputStream(bytes))) {
            return Objects.requireNonNull(in.readObject(), "no object");
        }
    }

    private static final class Input extends ObjectInputStream {
        Input(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass described) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(
                        described.getName(), false, Thread.currentThread().getContextClassLoader());
            } catch (ClassNotFoundException e) {
                return super.resolveClass(described); // also finds primitive types
            }
        }
    }
}
