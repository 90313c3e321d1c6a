using System.Runtime.InteropServices;

namespace Spacemesh.Bench.Post;

/// <summary>SCRYPT of spec 11 §1: OpenSSL's scrypt with a 72-byte password, n = 8192, r = p = 1, as Python's hashlib calls it.</summary>
internal static unsafe partial class ScryptYardstick
{
    public static Yardstick Instance { get; } = Yardstick.InProcess("SCRYPT", Call);

    private static void Call()
    {
        byte* password = stackalloc byte[72];
        byte* key = stackalloc byte[32];
        byte* salt = stackalloc byte[1];
        new Span<byte>(password, 72).Fill(1);
        if (EvpPbeScrypt(password, 72, salt, 0, 8192, 1, 1, 64 << 20, key, 32) != 1)
            throw new InvalidOperationException("EVP_PBE_scrypt failed");
    }

    [LibraryImport("libcrypto.so.3", EntryPoint = "EVP_PBE_scrypt")]
    private static partial int EvpPbeScrypt(
        byte* password, nuint passwordLength, byte* salt, nuint saltLength, ulong n, ulong r, ulong p, ulong maximumMemory, byte* key, nuint keyLength);
}
