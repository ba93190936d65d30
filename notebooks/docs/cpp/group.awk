# Puts all that a public header of engine/LAYER declares into the Doxygen group LAYER, and makes the comment at its head that of the
# file. Lines keep their numbers.
BEGIN { n = split(ARGV[1], parts, "/"); for (i = 1; i < n; ++i) if (parts[i] == "include") layer = parts[i - 1] }
layer == "" { print; next }
!headed && /^\/\/ / { if (!heading) { printf "/// \\file\n/// "; heading = 1 } else printf "/// "; print substr($0, 4); next }
!headed && heading && /^\/\/$/ { print "///"; next }
heading { headed = 1 }
/^namespace undertone(::[a-z_:]+)? \{$/ { print $0 " /** \\addtogroup " layer " */ /** @{ */"; next }
/^\} \/\/ namespace undertone(::[a-z_:]+)?$/ { print "/** @} */ " $0; next }
{ print }
