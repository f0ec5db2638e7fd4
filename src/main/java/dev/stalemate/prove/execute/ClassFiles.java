package dev.stalemate.prove.execute;

import dev.stalemate.prove.execute.MethodCode.Meetings;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** The bytecode of classes, and which method or field a name means in which class. Everything is read once. */
final class ClassFiles {
    private static final String OWN = "dev/stalemate/";
    private static final String FUNCTIONS = "java/util/function/";

    private final ClassLoader loader;
    private final Meetings meetings;
    private final Map<String, ClassNode> nodes = new HashMap<>();
    private final Map<Key, MethodCode> codes = new HashMap<>();
    private final Map<Key, Optional<Class<?>>> declarers = new HashMap<>();
    private final Map<Key, Field> fields = new HashMap<>();
    private final Map<String, Class<?>> classes = new HashMap<>();

    /** A method or a field of a class. */
    private record Key(Object owner, String name, String descriptor) {}

    ClassFiles(ClassLoader loader, Meetings meetings) {
        this.loader = loader;
        this.meetings = meetings;
    }

    /** Whether a class's methods are executed, and not taken for known. */
    static boolean isOwn(String owner) {
        return owner.startsWith(OWN);
    }

    /** The class of a name with slashes, or of an array's descriptor. */
    Class<?> named(String name) {
        Class<?> known = classes.get(name);
        if (known == null) {
            known = load(name);
            classes.put(name, known);
        }
        return known;
    }

    private Class<?> load(String name) {
        try {
            return Class.forName(name.replace('/', '.'), true, loader);
        } catch (ClassNotFoundException e) {
            throw new RefusedException("class " + name.replace('/', '.') + " can't be loaded", "");
        }
    }

    /** The class of a type that is written in a descriptor. */
    Class<?> of(Type type) {
        return switch (type.getSort()) {
            case Type.VOID -> void.class;
            case Type.BOOLEAN -> boolean.class;
            case Type.CHAR -> char.class;
            case Type.BYTE -> byte.class;
            case Type.SHORT -> short.class;
            case Type.INT -> int.class;
            case Type.LONG -> long.class;
            case Type.FLOAT -> float.class;
            case Type.DOUBLE -> double.class;
            case Type.ARRAY -> named(type.getDescriptor());
            default -> named(type.getInternalName());
        };
    }

    /** The method that runs if one of this name is called without looking at the object's class. */
    MethodCode special(String owner, String name, String descriptor) {
        Class<?> from = named(owner);
        return code(from, name, descriptor, true);
    }

    /** The method that runs if one of this name is called on an object of a class. */
    MethodCode virtual(Class<?> of, String name, String descriptor) {
        return code(of, name, descriptor, false);
    }

    /** The class that has that method: where it isn't one of ours, it is not executed. */
    @Nullable
    Class<?> declaring(Class<?> of, String name, String descriptor) {
        Key key = new Key(of, name, descriptor);
        return declarers
                .computeIfAbsent(key, unknown -> Optional.ofNullable(search(of, name, descriptor)))
                .orElse(null);
    }

    private @Nullable Class<?> search(Class<?> of, String name, String descriptor) {
        for (Class<?> each : lineage(of)) {
            MethodNode found = readable(each) ? find(each, name, descriptor) : null;
            if (found != null && isConcrete(found)) {
                return each;
            }
        }
        return null;
    }

    private MethodCode code(Class<?> of, String name, String descriptor, boolean special) {
        Key key = new Key(of, name, descriptor);
        MethodCode known = codes.get(key);
        if (known == null) {
            Class<?> declaring = declaring(of, name, descriptor);
            if (declaring == null) {
                throw new RefusedException(
                        of.getName() + "." + name + " is called" + (special ? "" : ", whose code isn't there"), "");
            }
            ClassNode node = node(declaring);
            MethodNode method = find(declaring, name, descriptor);
            if (method == null) {
                throw new IllegalStateException(name);
            }
            known = new MethodCode(node.name, node.sourceFile == null ? node.name : node.sourceFile, method, meetings);
            codes.put(key, known);
        }
        return known;
    }

    private static boolean isConcrete(MethodNode method) {
        return (method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) == 0;
    }

    private static boolean readable(Class<?> type) {
        String name = Type.getInternalName(type);
        return !type.isHidden() && (isOwn(name) || name.startsWith(FUNCTIONS));
    }

    /** The class, those that it extends, and then the interfaces, those that extend others first. */
    private static List<Class<?>> lineage(Class<?> of) {
        List<Class<?>> all = new ArrayList<>();
        for (Class<?> each = of; each != null; each = each.getSuperclass()) {
            all.add(each);
        }
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> each : all) {
            addInterfaces(each, interfaces);
        }
        List<Class<?>> sorted = new ArrayList<>(interfaces);
        sorted.removeIf(each -> !each.isInterface());
        for (Class<?> each : interfaces) {
            // An interface stands behind all that extend it.
            for (Class<?> parent : each.getInterfaces()) {
                sorted.remove(parent);
                sorted.add(parent);
            }
        }
        if (of.isInterface()) {
            sorted.remove(of);
        }
        all.addAll(sorted);
        return all;
    }

    private static void addInterfaces(Class<?> of, Set<Class<?>> all) {
        for (Class<?> each : of.getInterfaces()) {
            if (all.add(each)) {
                addInterfaces(each, all);
            }
        }
    }

    private @Nullable MethodNode find(Class<?> type, String name, String descriptor) {
        for (MethodNode method : node(type).methods) {
            if (method.name.equals(name) && method.desc.equals(descriptor)) {
                return method;
            }
        }
        return null;
    }

    /** The descriptors of a class's own methods of a name. */
    List<String> methods(Class<?> type, String name) {
        return node(type).methods.stream()
                .filter(method -> method.name.equals(name))
                .map(method -> method.desc)
                .toList();
    }

    private ClassNode node(Class<?> type) {
        String name = Type.getInternalName(type);
        ClassNode known = nodes.get(name);
        if (known == null) {
            known = read(type, name);
            nodes.put(name, known);
        }
        return known;
    }

    private static ClassNode read(Class<?> type, String name) {
        ClassLoader of = type.getClassLoader();
        String file = name + ".class";
        try (InputStream in = of == null ? ClassLoader.getSystemResourceAsStream(file) : of.getResourceAsStream(file)) {
            if (in == null) {
                throw new RefusedException("the bytecode of " + type.getName() + " isn't there", "");
            }
            ClassNode node = new ClassNode();
            new ClassReader(in).accept(node, ClassReader.SKIP_FRAMES);
            return node;
        } catch (IOException e) {
            throw new RefusedException("the bytecode of " + type.getName() + " can't be read: " + e.getMessage(), "");
        }
    }

    /** The field that a name means in a class. */
    Field field(String owner, String name, String descriptor) {
        Key key = new Key(owner, name, descriptor);
        Field known = fields.get(key);
        if (known == null) {
            known = findField(named(owner), name);
            if (known == null) {
                throw new RefusedException("field " + owner.replace('/', '.') + "." + name + " isn't there", "");
            }
            if (isOwn(Type.getInternalName(known.getDeclaringClass()))) {
                known.setAccessible(true);
            } else if (!Modifier.isPublic(known.getModifiers())) {
                throw new RefusedException("field " + owner.replace('/', '.') + "." + name + " is the JDK's own", "");
            }
            fields.put(key, known);
        }
        return known;
    }

    private static @Nullable Field findField(Class<?> type, String name) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            for (Field field : each.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
            for (Class<?> one : each.getInterfaces()) {
                Field found = findField(one, name);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
