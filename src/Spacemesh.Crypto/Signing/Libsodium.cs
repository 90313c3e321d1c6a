using System.Runtime.InteropServices;

namespace Spacemesh.Crypto.Signing;

/// <summary>The system's libsodium: keys, signatures, scalars mod L and secret multiples of points, in constant time.</summary>
internal static partial class Libsodium
{
    private const string Name = "libsodium";

    private static readonly string[] FileNames = ["libsodium.so.23", "libsodium.so.26", "libsodium", "libsodium.23.dylib", "libsodium.26.dylib"];

    // Kept instead of thrown from the initialiser, which would bury the message in a TypeInitializationException.
    private static readonly string? Failure = Start();

    /// <summary>Public key and 64-byte private key of a 32-byte seed.</summary>
    public static void KeyPair(Span<byte> publicKey, Span<byte> privateKey, ReadOnlySpan<byte> seed)
    {
        Require();
        Expect(SeedKeyPair(publicKey, privateKey, seed));
    }

    public static void Sign(Span<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> privateKey)
    {
        Require();
        Expect(SignDetached(signature, 0, message, (ulong)message.Length, privateKey));
    }

    /// <summary>libsodium's own verdict: cofactorless and with other rules than the node's; the speed yardstick.</summary>
    public static bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey)
    {
        Require();
        return VerifyDetached(signature, message, (ulong)message.Length, publicKey) == 0;
    }

    /// <summary>enc([scalar]B); the scalar is not 0 mod L.</summary>
    public static void MultiplyBase(Span<byte> point, ReadOnlySpan<byte> scalar)
    {
        Require();
        Expect(ScalarMultiplyBase(point, scalar));
    }

    /// <summary>Ristretto encoding of [scalar]P; neither is 0.</summary>
    public static void MultiplyRistretto(Span<byte> product, ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point)
    {
        Require();
        Expect(ScalarMultiplyRistretto(product, scalar, point));
    }

    /// <summary>X25519 of a private key and the base point.</summary>
    public static void MultiplyMontgomeryBase(Span<byte> point, ReadOnlySpan<byte> scalar)
    {
        Require();
        Expect(ScalarMultiplyMontgomeryBase(point, scalar));
    }

    /// <summary>X25519; false when the product is zero.</summary>
    public static bool MultiplyMontgomery(Span<byte> product, ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point)
    {
        Require();
        return ScalarMultiplyMontgomery(product, scalar, point) == 0;
    }

    /// <summary>A 64-byte integer mod L.</summary>
    public static void ReduceScalar(Span<byte> reduced, ReadOnlySpan<byte> wide)
    {
        Require();
        ScalarReduce(reduced, wide);
    }

    public static void MultiplyScalars(Span<byte> product, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        Require();
        ScalarMultiply(product, x, y);
    }

    public static void AddScalars(Span<byte> sum, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        Require();
        ScalarAdd(sum, x, y);
    }

    /// <summary>The first of these libraries that the system has; <see cref="LibsodiumException"/> tells what to install where there is none.</summary>
    internal static nint Load(ReadOnlySpan<string> fileNames)
    {
        foreach (string fileName in fileNames)
        {
            if (NativeLibrary.TryLoad(fileName, typeof(Libsodium).Assembly, null, out nint handle))
                return handle;
        }

        throw new LibsodiumException(
            $"The library libsodium is missing (tried {string.Join(", ", fileNames)}). Install it: package libsodium23 on Debian and Ubuntu, libsodium elsewhere.");
    }

    private static string? Start()
    {
        try
        {
            nint library = Load(FileNames);
            NativeLibrary.SetDllImportResolver(typeof(Libsodium).Assembly, (name, _, _) => name == Name ? library : 0);
            return Initialise() < 0 ? "libsodium could not be initialised" : null;
        }
        catch (LibsodiumException exception)
        {
            return exception.Message;
        }
    }

    private static void Require()
    {
        if (Failure is not null)
            throw new LibsodiumException(Failure);
    }

    private static void Expect(int result)
    {
        if (result != 0)
            throw new LibsodiumException("libsodium refused a point or a key");
    }

    [LibraryImport(Name, EntryPoint = "sodium_init")]
    private static partial int Initialise();

    [LibraryImport(Name, EntryPoint = "crypto_sign_ed25519_seed_keypair")]
    private static partial int SeedKeyPair(Span<byte> publicKey, Span<byte> privateKey, ReadOnlySpan<byte> seed);

    [LibraryImport(Name, EntryPoint = "crypto_sign_ed25519_detached")]
    private static partial int SignDetached(Span<byte> signature, nint length, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> privateKey);

    [LibraryImport(Name, EntryPoint = "crypto_sign_ed25519_verify_detached")]
    private static partial int VerifyDetached(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> publicKey);

    [LibraryImport(Name, EntryPoint = "crypto_scalarmult_ed25519_base_noclamp")]
    private static partial int ScalarMultiplyBase(Span<byte> point, ReadOnlySpan<byte> scalar);

    [LibraryImport(Name, EntryPoint = "crypto_scalarmult_ristretto255")]
    private static partial int ScalarMultiplyRistretto(Span<byte> product, ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point);

    [LibraryImport(Name, EntryPoint = "crypto_scalarmult_curve25519_base")]
    private static partial int ScalarMultiplyMontgomeryBase(Span<byte> point, ReadOnlySpan<byte> scalar);

    [LibraryImport(Name, EntryPoint = "crypto_scalarmult_curve25519")]
    private static partial int ScalarMultiplyMontgomery(Span<byte> product, ReadOnlySpan<byte> scalar, ReadOnlySpan<byte> point);

    [LibraryImport(Name, EntryPoint = "crypto_core_ed25519_scalar_reduce")]
    private static partial void ScalarReduce(Span<byte> reduced, ReadOnlySpan<byte> wide);

    [LibraryImport(Name, EntryPoint = "crypto_core_ed25519_scalar_mul")]
    private static partial void ScalarMultiply(Span<byte> product, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y);

    [LibraryImport(Name, EntryPoint = "crypto_core_ed25519_scalar_add")]
    private static partial void ScalarAdd(Span<byte> sum, ReadOnlySpan<byte> x, ReadOnlySpan<byte> y);
}
