/* In a wheel this stands for JBIG-KIT, whose licence (GPL) is not ours: Debian's libtiff does not load without it. Nothing is decoded, so
   that libtiff refuses a TIFF compressed by JBIG, which fax machines write and no camera. */
#include <stddef.h>

int jbg_newlen(unsigned char* data, size_t length) { (void)data, (void)length; return 1; }
void jbg_dec_init(void* state) { (void)state; }
void jbg_dec_free(void* state) { (void)state; }
int jbg_dec_in(void* state, unsigned char* data, size_t length, size_t* read) {
    (void)state, (void)data, (void)length, (void)read;
    return 1; /* anything but 0 is an error */
}
unsigned char* jbg_dec_getimage(const void* state, int plane) { (void)state, (void)plane; return NULL; }
unsigned long jbg_dec_getsize(const void* state) { (void)state; return 0; }
void jbg_enc_init(void* state) { (void)state; }
void jbg_enc_out(void* state) { (void)state; }
void jbg_enc_free(void* state) { (void)state; }
const char* jbg_strerror(int error) { (void)error; return "JBIG is not supported here"; }
