using System.Security.Cryptography;
using System.Text.Json;

namespace Spacemesh.Libp2p.Identity;

/// <summary>The host's key file <c>p2p.key</c>: one JSON object with the base 64 of the private key (spec 08 §3.1).</summary>
public static class IdentityFile
{
    public const string FileName = "p2p.key";

    private const int MaximumSize = 64 << 10;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>The file's text for a key, as the reference writes it.</summary>
    public static string Format(IdentityKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return $"{{\"Key\":\"{Convert.ToBase64String(key.EncodePrivate())}\",\"ID\":\"{key.Id}\"}}";
    }

    /// <exception cref="IdentityFileException">The text is not a key file.</exception>
    public static IdentityKey Parse(ReadOnlySpan<byte> text, string name = FileName)
    {
        string? key = null;
        string? id = null;
        try
        {
            var reader = new Utf8JsonReader(text);
            using var document = JsonDocument.ParseValue(ref reader);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name.Equals("Key", StringComparison.OrdinalIgnoreCase))
                    key = property.Value.GetString();
                else if (property.Name.Equals("ID", StringComparison.OrdinalIgnoreCase))
                    id = property.Value.GetString();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new IdentityFileException($"{name} is not a JSON object with the field Key: restore it, or remove it to start with a new identity", exception);
        }

        if (id is not null && !PeerId.TryParse(id, out _))
            throw new IdentityFileException($"{name}: the field ID is not a peer id: correct it or remove the field");
        byte[] bytes = new byte[key?.Length ?? 0];
        bool decoded = Convert.TryFromBase64String(key ?? "", bytes, out int length);
        bool valid = IdentityKey.TryDecodePrivate(decoded ? bytes.AsSpan(0, length) : default, out var identity);
        CryptographicOperations.ZeroMemory(bytes);
        return valid ? identity! : throw new IdentityFileException($"{name}: the field Key does not hold an Ed25519 private key: restore the file, or remove it to start with a new identity");
    }

    /// <summary>Reads the key file of a folder, or makes it from <paramref name="newSeed"/> where there is none.</summary>
    /// <exception cref="IdentityFileException">The file is unreadable, invalid or cannot be written.</exception>
    public static IdentityKey LoadOrCreate(string directory, Func<byte[]> newSeed)
    {
        ArgumentNullException.ThrowIfNull(newSeed);
        string path = Path.Combine(directory, FileName);
        try
        {
            if (File.Exists(path))
                return Load(path);
            CreateFolder(directory);
            byte[] seed = newSeed();
            var key = IdentityKey.FromSeed(seed);
            CryptographicOperations.ZeroMemory(seed);
            Write(path, key);
            return key;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IdentityFileException($"cannot use the identity file {path}: {exception.Message}", exception);
        }
    }

    /// <exception cref="IdentityFileException">The file is unreadable or invalid.</exception>
    public static IdentityKey Load(string path)
    {
        try
        {
            if (new FileInfo(path).Length > MaximumSize)
                throw new IdentityFileException($"{path} is not an identity file: it is larger than {MaximumSize} bytes");
            byte[] text = File.ReadAllBytes(path);
            try
            {
                return Parse(text, path);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(text);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IdentityFileException($"cannot read the identity file {path}: {exception.Message}", exception);
        }
    }

    private static void Write(string path, IdentityKey key)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(System.Text.Encoding.ASCII.GetBytes(Format(key)));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: false);
    }

    /// <summary>For the owner only, as are the folders above it that are missing too.</summary>
    private static void CreateFolder(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
            return;
        }

        string path = Path.GetFullPath(directory);
        if (Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent))
            CreateFolder(parent);
        Directory.CreateDirectory(path, OwnerOnlyFolder);
    }
}
