using System.Globalization;
using System.Security.Cryptography;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Ports.Network;
using Spacemesh.Primitives;
using Spacemesh.Services.Checkpoint.Files;

namespace Spacemesh.Services.Checkpoint.Recovery;

/// <summary>Where a checkpoint comes from: an address with the hash that it may name (spec 08 §15.3).</summary>
internal sealed class CheckpointSource
{
    private readonly Uri _address;
    private readonly string _hashName;
    private readonly byte[] _hash;

    private CheckpointSource(Uri address, string hashName, byte[] hash) => (_address, _hashName, _hash) = (address, hashName, hash);

    /// <exception cref="CheckpointException">The address cannot be used.</exception>
    public static CheckpointSource Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw Options("is empty: name a file or an http address");
        string location = text;
        string hashName = "";
        byte[] hash = [];
        int fragment = text.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0)
        {
            location = text[..fragment];
            (hashName, hash) = ParseHash(text[(fragment + 1)..]);
        }

        if (Path.IsPathFullyQualified(location))
            return new CheckpointSource(new Uri(location), hashName, hash);
        if (!Uri.TryCreate(location, UriKind.Absolute, out var address))
            throw Options($"'{text}' is neither an address nor a full path");
        return address.Scheme is "http" or "https" or "file"
            ? new CheckpointSource(address, hashName, hash)
            : throw Options($"uri scheme not supported: '{address.Scheme}' (http, https and file are)");
    }

    /// <summary>Name of the local copy.</summary>
    public string FileName(LayerId restore)
    {
        string name = Path.GetFileName(_address.AbsolutePath.TrimEnd('/'));
        return string.Create(CultureInfo.InvariantCulture, $"{(name.Length == 0 ? "checkpoint" : Uri.UnescapeDataString(name).Replace('/', '_'))}-restore-{restore}");
    }

    /// <summary>Puts a copy at a path, whole and checked, or nothing.</summary>
    /// <exception cref="CheckpointException">There is none, or it is not what its hash says.</exception>
    public async Task FetchAsync(IWebFiles web, string path, CancellationToken cancellationToken)
    {
        string temporary = path + ".tmp";
        try
        {
            using (var file = PrivateFiles.Create(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite))
            {
                if (_address.IsFile)
                    await CopyAsync(file, cancellationToken);
                else
                    await DownloadAsync(web, file, cancellationToken);
                if (file.Length == 0)
                    throw new CheckpointException(CheckpointFault.Damaged, $"recovery.recovery-uri: {_address} is empty");
                file.Flush(flushToDisk: true);
            }

            CheckHash(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static (string Name, byte[] Hash) ParseHash(string fragment)
    {
        int equals = fragment.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? "" : fragment[..equals];
        if (name is not ("sha256" or "blake3"))
            throw Options($"fragment '{fragment}' names no hash: write #sha256=HEX or #blake3=HEX");
        try
        {
            byte[] hash = Convert.FromHexString(fragment[(equals + 1)..]);
            return hash.Length == 32 ? (name, hash) : throw Options($"{name} has {hash.Length} bytes instead of 32");
        }
        catch (FormatException exception)
        {
            throw new CheckpointException(CheckpointFault.Options, $"recovery.recovery-uri: {name} is not hexadecimal", exception);
        }
    }

    private static CheckpointException Options(string problem) => new(CheckpointFault.Options, $"recovery.recovery-uri: {problem}");

    private async Task CopyAsync(FileStream into, CancellationToken cancellationToken)
    {
        try
        {
            using var source = File.OpenRead(_address.LocalPath);
            if (source.Length > CheckpointFile.MaxLength)
                throw new CheckpointException(CheckpointFault.Damaged, $"{_address.LocalPath} has {source.Length} bytes, more than {CheckpointFile.MaxLength}");
            await source.CopyToAsync(into, cancellationToken);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException(CheckpointFault.NotFound, $"checkpoint not found: {_address.LocalPath}", exception);
        }
    }

    private async Task DownloadAsync(IWebFiles web, FileStream into, CancellationToken cancellationToken)
    {
        int status;
        try
        {
            status = await web.GetAsync(_address, into, CheckpointFile.MaxLength, cancellationToken);
        }
        catch (WebFileException exception)
        {
            throw new CheckpointException(CheckpointFault.NotFound, $"checkpoint not found: {_address}: {exception.Message}", exception);
        }

        if (status != 200)
            throw new CheckpointException(CheckpointFault.NotFound, $"checkpoint not found: {_address}: status {status}");
    }

    private void CheckHash(string path)
    {
        if (_hashName.Length == 0)
            return;
        byte[] actual;
        using (var file = File.OpenRead(path))
            actual = _hashName == "sha256" ? SHA256.HashData(file) : HashOf(file);
        if (!actual.AsSpan().SequenceEqual(_hash))
        {
            throw new CheckpointException(
                CheckpointFault.Damaged,
                $"recovery.recovery-uri: {_hashName} of {_address} is {Convert.ToHexStringLower(actual)}, not {Convert.ToHexStringLower(_hash)}: the file is not the one that was meant");
        }
    }

    private static byte[] HashOf(Stream stream)
    {
        var hasher = new Blake3Hasher();
        byte[] buffer = new byte[1 << 16];
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            hasher.Update(buffer.AsSpan(0, read));
        return hasher.Finish().ToArray();
    }
}
