using System.Globalization;
using System.Security.Cryptography;
using Spacemesh.Crypto.Keys;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Postcli;

/// <summary>The key file of an identity that postcli made: <c>identity.key</c>, or <c>key.bin</c> of old versions (spec 02 §4.1).</summary>
internal static class IdentityKey
{
    public const string FileName = "identity.key";
    private const string OldFileName = "key.bin";
    private const int TextLimit = 4096;

    /// <summary>The identity of the key file in a directory; null without one.</summary>
    /// <exception cref="ExitException">The file is no key.</exception>
    public static NodeId? TryRead(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            path = Path.Combine(directory, OldFileName);
            if (!File.Exists(path))
                return null;
        }

        byte[] content = [];
        byte[] key = [];
        try
        {
            if (new FileInfo(path).Length > TextLimit)
                throw new ExitException(1, $"{path} is too large for a key");
            content = File.ReadAllBytes(path);
            // Old versions kept the 64 bytes themselves.
            key = Path.GetFileName(path) == OldFileName && content.Length == Ed25519.PrivateKeySize ? (byte[])content.Clone() : Decode(path, content);
            if (key.Length != Ed25519.PrivateKeySize)
                throw new ExitException(1, $"size of key ({key.Length}) not expected size {Ed25519.PrivateKeySize}");
            return NodeId.FromBytes(key.AsSpan(Ed25519.PrivateKeySize - Bytes32.Length));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExitException(1, $"failed to read private key from {path}: {exception.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Makes a new identity in a directory.</summary>
    /// <exception cref="ExitException">The file cannot be written.</exception>
    public static NodeId Create(string directory)
    {
        Span<byte> seed = stackalloc byte[Bytes32.Length];
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(directory);
            else
                Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            RandomNumberGenerator.Fill(seed);
            return KeyFile.Create(Path.Combine(directory, FileName), seed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or KeyFileException)
        {
            throw new ExitException(1, $"failed to write {Path.Combine(directory, FileName)}: {exception.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>Hex text, with the reference's words about what is wrong.</summary>
    public static bool TryDecodeHex(string text, out byte[] bytes, out string problem)
    {
        bytes = [];
        int bad = text.AsSpan().IndexOfAnyExcept("0123456789abcdefABCDEF");
        if (bad >= 0)
        {
            char character = text[bad];
            problem = string.Create(CultureInfo.InvariantCulture, $"encoding/hex: invalid byte: U+{(int)character:X4}{(char.IsControl(character) ? "" : $" '{character}'")}");
            return false;
        }

        if (text.Length % 2 != 0)
        {
            problem = "encoding/hex: odd length hex string";
            return false;
        }

        bytes = Convert.FromHexString(text);
        problem = "";
        return true;
    }

    private static byte[] Decode(string path, byte[] content) =>
        TryDecodeHex(System.Text.Encoding.Latin1.GetString(content), out byte[] key, out string problem)
            ? key
            : throw new ExitException(1, $"failed to decode private key from {path}: {problem}");
}
