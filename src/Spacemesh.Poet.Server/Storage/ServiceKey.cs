using System.Security.Cryptography;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Poet.Server.Storage;

/// <summary>
/// The key that identifies the service (spec 03 §12.2). From the environment or the key file, else made anew; always written back.
/// </summary>
public sealed class ServiceKey
{
    /// <summary>Environment variable with the private key, standard base64 of 64 bytes.</summary>
    public const string EnvironmentVariable = "POET_PRIVATE_KEY";

    private const string FileName = "state.bin";

    private ServiceKey(NodeId publicKey) => PublicKey = publicKey;

    public NodeId PublicKey { get; }

    /// <summary>Loads or makes the key of a data folder.</summary>
    /// <exception cref="PoetStateException">A key is not usable, or environment and file differ.</exception>
    public static ServiceKey Load(string dataDirectory, string? environment, bool sync = true)
    {
        string path = Path.Combine(dataDirectory, FileName);
        var privateKey = Resolve(environment, File.Exists(path) ? File.ReadAllBytes(path) : null);
        var writer = new XdrWriter();
        writer.Opaque(privateKey);
        var encoded = writer.ToArray();
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(encoded))
            DurableFile.Replace(path, encoded, sync);
        var key = new ServiceKey(NodeId.FromBytes(privateKey.AsSpan(Ed25519.SeedSize)));
        CryptographicOperations.ZeroMemory(privateKey);
        CryptographicOperations.ZeroMemory(encoded);
        return key;
    }

    /// <summary>The private key that environment and file give; made anew without either.</summary>
    internal static byte[] Resolve(string? environment, byte[]? file)
    {
        byte[]? given = null;
        if (!string.IsNullOrEmpty(environment))
        {
            try
            {
                given = Convert.FromBase64String(environment);
            }
            catch (FormatException exception)
            {
                throw new PoetStateException($"decoding private key: {EnvironmentVariable} is not base64: {exception.Message}", exception);
            }

            CheckLength(given);
        }

        if (file is null)
            return given ?? Make();
        var stored = Decode(file);
        CheckLength(stored);
        if (given is not null && !CryptographicOperations.FixedTimeEquals(given, stored))
            throw new PoetStateException($"private key mismatch. env != {FileName}");
        return stored;
    }

    private static byte[] Decode(byte[] file)
    {
        try
        {
            return new XdrReader(file).Opaque();
        }
        catch (XdrException exception)
        {
            throw new PoetStateException($"loading state: deserializing: {exception.Message}", exception);
        }
    }

    private static void CheckLength(byte[] key)
    {
        if (key.Length != Ed25519.PrivateKeySize)
            throw new PoetStateException($"invalid private key length: {key.Length}");
    }

    private static byte[] Make()
    {
        var privateKey = new byte[Ed25519.PrivateKeySize];
        Span<byte> seed = stackalloc byte[Ed25519.SeedSize];
        RandomNumberGenerator.Fill(seed);
        Ed25519.ExpandSeed(seed, privateKey);
        CryptographicOperations.ZeroMemory(seed);
        return privateKey;
    }
}
