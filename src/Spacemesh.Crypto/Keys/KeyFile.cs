using System.Security.Cryptography;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Keys;

/// <summary>One identity's key file: 128 hex characters and nothing else (spec 01 §3.5).</summary>
public static class KeyFile
{
    private const int TextSize = 2 * Ed25519.PrivateKeySize;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads a key file.</summary>
    /// <exception cref="KeyFileException">The file is missing, unreadable or not a key.</exception>
    public static Identity Read(string path, GenesisId genesisId)
    {
        string name = Path.GetFileName(path);
        Span<byte> text = stackalloc byte[TextSize + 1];
        Span<byte> privateKey = stackalloc byte[Ed25519.PrivateKeySize];
        try
        {
            text = text[..ReadText(path, name, text)];
            Decode(privateKey, text, name);
            return new Identity(name, new EdSigner(privateKey, genesisId));
        }
        catch (InvalidKeyException exception)
        {
            throw new KeyFileException(KeyFileProblem.Mismatch, exception.Message, exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(privateKey);
        }
    }

    /// <summary>
    /// Writes the key of a 32-byte seed, readable by its owner only, and returns its public key. The file appears whole or not at all, and an
    /// existing one is never replaced.
    /// </summary>
    /// <exception cref="KeyFileException">The file exists or cannot be written.</exception>
    public static NodeId Create(string path, ReadOnlySpan<byte> seed)
    {
        string name = Path.GetFileName(path);
        Span<byte> privateKey = stackalloc byte[Ed25519.PrivateKeySize];
        Span<byte> text = stackalloc byte[TextSize];
        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = Path.Combine(directory, $".{name}.{Environment.ProcessId}.tmp");
        try
        {
            Ed25519.ExpandSeed(seed, privateKey);
            Encode(text, privateKey);
            if (Path.Exists(path))
                throw Exists(name, null);
            File.Delete(temporary);
            Write(temporary, text);

            // Without overwriting, .NET links the new name, which fails if another process has just made the file.
            File.Move(temporary, path, overwrite: false);
            return NodeId.FromBytes(privateKey[Ed25519.SeedSize..]);
        }
        catch (IOException exception) when (Path.Exists(path))
        {
            throw Exists(name, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(KeyFileProblem.Access, $"save identity file {name}: {Reason(exception)}", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(privateKey);
            DeleteQuietly(temporary);
        }
    }

    /// <summary>The words of the reference's errors for what stopped a file operation.</summary>
    internal static string Reason(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        UnauthorizedAccessException => "permission denied",
        _ => exception.Message,
    };

    private static KeyFileException Exists(string name, Exception? inner) =>
        new(KeyFileProblem.Exists, $"save identity file {name}: file already exists", inner);

    /// <summary>Returns the count of bytes read, 128 or 129.</summary>
    private static int ReadText(string path, string name, Span<byte> text)
    {
        try
        {
            using var file = File.OpenHandle(path);
            long length = RandomAccess.GetLength(file);
            if (length / 2 == Ed25519.PrivateKeySize)
            {
                int count = 0;
                while (count < length)
                {
                    int read = RandomAccess.Read(file, text[count..(int)length], count);
                    if (read == 0)
                        break;
                    count += read;
                }

                length = count;
            }

            if (length / 2 != Ed25519.PrivateKeySize)
                throw new KeyFileException(KeyFileProblem.Size, $"invalid key size {length / 2}/{Ed25519.PrivateKeySize} for {name}");
            return (int)length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            var problem = exception is FileNotFoundException or DirectoryNotFoundException ? KeyFileProblem.Missing : KeyFileProblem.Access;
            throw new KeyFileException(problem, $"failed to open identity file at {path}: open {path}: {Reason(exception)}", exception);
        }
    }

    private static void Decode(Span<byte> privateKey, ReadOnlySpan<byte> text, string name)
    {
        for (int i = 0; i < text.Length; i++)
        {
            int digit = Digit(text[i]);
            if (digit < 0)
                throw new KeyFileException(KeyFileProblem.Encoding, $"decoding private key in {name}: encoding/hex: invalid byte: {Describe(text[i])}");
            if (i < TextSize)
                privateKey[i / 2] = (byte)((privateKey[i / 2] << 4) | digit);
        }

        if (text.Length != TextSize)
            throw new KeyFileException(KeyFileProblem.Encoding, $"decoding private key in {name}: encoding/hex: odd length hex string");
    }

    // Arithmetic instead of a table: a key digit never becomes an address.
    private static int Digit(byte character)
    {
        int number = character - '0';
        int letter = (character | 0x20) - 'a';
        if ((uint)number < 10)
            return number;
        return (uint)letter < 6 ? letter + 10 : -1;
    }

    private static void Encode(Span<byte> text, ReadOnlySpan<byte> privateKey)
    {
        for (int i = 0; i < text.Length; i++)
        {
            int digit = (i & 1) == 0 ? privateKey[i / 2] >> 4 : privateKey[i / 2] & 15;
            text[i] = (byte)('0' + digit + (((9 - digit) >> 31) & ('a' - '0' - 10)));
        }
    }

    /// <summary>U+000A, or U+0067 'g' for what prints.</summary>
    private static string Describe(byte value)
    {
        bool prints = value is (>= 0x20 and < 0x7f) or (> 0xa0 and not 0xad);
        return prints ? $"U+{value:X4} '{(char)value}'" : $"U+{value:X4}";
    }

    private static void Write(string path, ReadOnlySpan<byte> text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var stream = new FileStream(path, options);
        stream.Write(text);
        stream.Flush(flushToDisk: true);
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The first error says more; a leftover is not named *.key and is removed by the next attempt.
        }
    }
}
