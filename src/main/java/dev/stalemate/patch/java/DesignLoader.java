package dev.stalemate.patch.java;

import dev.stalemate.model.Design;
import dev.stalemate.model.DesignException;
import java.util.Map;

/** Loads the classes of one design. Of all others it gives only those that a design may use, whatever the compiled code asks for. */
final class DesignLoader extends ClassLoader {
    private final Map<String, byte[]> own;

    /** A loader of compiled classes, by their names. */
    DesignLoader(Map<String, byte[]> own) {
        super(DesignException.LOADER, Design.class.getClassLoader());
        this.own = Map.copyOf(own);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> found = findLoadedClass(name);
            if (found == null) {
                byte[] bytes = own.get(name);
                found = bytes == null ? other(name) : defineClass(name, bytes, 0, bytes.length);
            }
            if (resolve) {
                resolveClass(found);
            }
            return found;
        }
    }

    private Class<?> other(String name) throws ClassNotFoundException {
        int nested = name.indexOf('$');
        if (!Allowed.compiled(nested < 0 ? name : name.substring(0, nested))) {
            throw new ClassNotFoundException(name + " is out of reach of a design");
        }
        return getParent().loadClass(name);
    }
}
