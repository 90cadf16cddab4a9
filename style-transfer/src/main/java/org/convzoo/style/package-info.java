/** Pictures painted in the manner of others. */
package org.convzoo.style;
