/** What finding things in pictures takes, whichever net does it: overlap of boxes, suppression, a classifier slid over a picture. */
package org.convzoo.core.detection;
