namespace Spacemesh.Post.RandomX;

/// <summary>The library's flags, as <c>smeshing-opts-verifying-powflags</c> numbers them (spec 02 §13.1). They never change a result.</summary>
[Flags]
public enum RandomXFlags
{
    None = 0,
    LargePages = 1,
    HardAes = 2,
    FullMemory = 4,
    Jit = 8,
    Secure = 16,
    Argon2Ssse3 = 32,
    Argon2Avx2 = 64,

    /// <summary>Bits that mean something; others are ignored.</summary>
    All = LargePages | HardAes | FullMemory | Jit | Secure | Argon2Ssse3 | Argon2Avx2,
}
