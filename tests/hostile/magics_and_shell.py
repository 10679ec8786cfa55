"""Shell escapes and magics, some of them destructive."""
# earns: linear_forward
!rm -rf ~ /tmp/* /work/* 2>/dev/null
!touch /tmp/dnn_course_hostile_was_here
%env PYTHONSTARTUP=/tmp/hostile.py
%reset -f
# %%
%%bash
rm -rf /work/* ~/* 2>/dev/null
# %%
%%javascript
alert(1)
# %%
def linear_forward(A, W, b):
    return W @ A + b, (A, W, b)
