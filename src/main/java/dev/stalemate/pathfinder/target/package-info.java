/**
 * What runs inside Java PathFinder's virtual machine. It knows little of Java: no library, no stream, no formatting here, and native
 * methods where the model itself is asked.
 */
@NullMarked
package dev.stalemate.pathfinder.target;

import org.jspecify.annotations.NullMarked;
