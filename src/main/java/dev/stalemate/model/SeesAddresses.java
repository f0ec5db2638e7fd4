package dev.stalemate.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says of a method that it may look at {@link Model#addresses}, or at the settings that say them, while a model is built. No other may: what is built
 * would depend on them, and a proof that takes them for any would not know it. It may read them itself; methods that it calls may not.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface SeesAddresses {
    /** Why nothing depends on what it sees there, such as {@code it refuses a scope}. */
    String value();
}
