package dev.stalemate.prove.execute;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.LambdaMetafactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/**
 * Loads the product's classes once more, changed so that each lambda object can tell which method it stands for.
 *
 * <p>A lambda object tells that only if it is serializable ({@link LambdaMetafactory#FLAG_SERIALIZABLE}). So each of them is made
 * serializable here, and nothing else is changed. Code that runs inside the loader and code outside share the JDK's classes and those of
 * libraries, and no others.
 */
public final class Weaving extends ClassLoader {
    private static final String WOVEN = "dev.stalemate.";
    private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
    /** Where altMetafactory() takes its flags, behind what metafactory() takes. */
    private static final int FLAGS = 3;

    private static final Handle ALT = new Handle(
            Opcodes.H_INVOKESTATIC,
            METAFACTORY,
            "altMetafactory",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;[Ljava/lang/Object;)"
                    + "Ljava/lang/invoke/CallSite;",
            false);

    /** A loader of the classes that another one finds. */
    public Weaving(ClassLoader parent) {
        super(parent);
    }

    /** Whether this class was loaded by such a loader, so that its lambda objects can be looked into. */
    public static boolean isInside() {
        return Weaving.class.getClassLoader().getClass().getName().equals(Weaving.class.getName());
    }

    /**
     * Calls a public static method of a class, inside such a loader.
     *
     * @param main the class
     * @param method its name; the class has one public static method of that name
     * @param arguments what it is given: objects of the JDK's classes alone
     * @return what it returned; null for nothing
     */
    @SuppressWarnings("ClassLoader") // a second set of the same classes is what this is for
    public static @Nullable Object run(Class<?> main, String method, Object... arguments) {
        Weaving loader = new Weaving(main.getClassLoader());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            for (Method each : loader.loadClass(main.getName()).getMethods()) {
                if (each.getName().equals(method)) {
                    return each.invoke(null, arguments);
                }
            }
            throw new IllegalArgumentException(main.getName() + " has no public method " + method);
        } catch (InvocationTargetException e) {
            throw sneaky(e.getCause() == null ? e : e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(main.getName() + "." + method + " can't be called", e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(WOVEN)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] woven = woven(in.readAllBytes());
            describePackage(name.substring(0, name.lastIndexOf('.')));
            return defineClass(name, woven, 0, woven.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    /** A package says of itself what it says outside, such as the product's version. */
    private void describePackage(String name) {
        Package outside = getParent().getDefinedPackage(name);
        if (outside != null && getDefinedPackage(name) == null) {
            definePackage(
                    name,
                    outside.getSpecificationTitle(),
                    outside.getSpecificationVersion(),
                    outside.getSpecificationVendor(),
                    outside.getImplementationTitle(),
                    outside.getImplementationVersion(),
                    outside.getImplementationVendor(),
                    null);
        }
    }

    /** A class with each of its lambda objects serializable, which tells {@link Reads} what it reads. */
    static byte[] woven(byte[] bytes) {
        ClassNode node = new ClassNode();
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, node) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String descriptor, String signature, String[] exceptions) {
                                return new Lambdas(super.visitMethod(access, name, descriptor, signature, exceptions));
                            }
                        },
                        0);
        ReadsTold.in(node);
        ClassWriter writer = new ClassWriter(0);
        node.accept(writer);
        return writer.toByteArray();
    }

    /** Changes the places where lambda objects are made. */
    private static final class Lambdas extends MethodVisitor {
        private Lambdas(MethodVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... arguments) {
            if (!bootstrap.getOwner().equals(METAFACTORY)) {
                super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
                return;
            }
            List<Object> all = new ArrayList<>(List.of(arguments));
            if (bootstrap.getName().equals("metafactory")) {
                all.add(LambdaMetafactory.FLAG_SERIALIZABLE);
            } else {
                all.set(FLAGS, (Integer) all.get(FLAGS) | LambdaMetafactory.FLAG_SERIALIZABLE);
            }
            super.visitInvokeDynamicInsn(name, descriptor, ALT, all.toArray());
        }
    }
}
