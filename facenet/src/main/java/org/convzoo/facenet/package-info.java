/** Faces: found, aligned, told apart. */
package org.convzoo.facenet;
