using System.Text;
using Spacemesh.Poet.Registration;

namespace Spacemesh.Poet.Server.Registration;

/// <summary>The certifiers whose certificates admit (spec 03 §10.2): a default key and, by hint, those of a folder.</summary>
internal sealed class TrustedCertifiers
{
    public const int HintSize = 4;

    private readonly PoetCertifierOptions _options;
    private volatile byte[][] _keys;

    /// <exception cref="TrustedKeysException">The folder cannot be read or holds a file that is not a key.</exception>
    public TrustedCertifiers(PoetCertifierOptions options)
    {
        _options = options;
        _keys = options.TrustedKeysDirectory is null ? Default() : Load();
    }

    /// <summary>Reads the folder again; on failure the set stays.</summary>
    /// <exception cref="TrustedKeysException">No folder is configured, or it holds a file that is not a key.</exception>
    public void Reload()
    {
        if (_options.TrustedKeysDirectory is null)
            throw new TrustedKeysException("trusted keys directory path is not set in the configuration");
        _keys = Load();
    }

    /// <summary>Checks a certificate; the text of a refusal is what clients see.</summary>
    public CertificateCheck Check(ReadOnlySpan<byte> hint, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> nodeId, DateTimeOffset now)
    {
        if (hint.IsEmpty)
        {
            return _options.PublicKey.IsEmpty
                ? new(CertificateVerdict.SignatureMismatch, "no matching cert public keys", null)
                : CertificateCheck.Of(_options.PublicKey.Span, data, signature, nodeId, now);
        }

        bool matched = false;
        foreach (var key in _keys)
        {
            if (!key.AsSpan(0, HintSize).SequenceEqual(hint))
                continue;
            matched = true;
            var check = CertificateCheck.Of(key, data, signature, nodeId, now);
            if (check.IsValid)
                return check;
        }

        return new(CertificateVerdict.SignatureMismatch, matched ? "invalid certificate" : "no matching cert public keys", null);
    }

    private byte[][] Default() => _options.PublicKey.IsEmpty ? [] : [_options.PublicKey.ToArray()];

    private byte[][] Load()
    {
        string directory = _options.TrustedKeysDirectory!;
        try
        {
            var keys = new List<byte[]>(Default());
            foreach (string path in Directory.EnumerateFiles(directory, "*.key", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                keys.Add(ReadKey(path, directory));
            return [.. keys];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TrustedKeysException($"reading trusted keys from dir: {directory}: {exception.Message}", exception);
        }
    }

    private static byte[] ReadKey(string path, string directory)
    {
        const int longest = 1024;
        var text = new FileInfo(path).Length <= longest ? File.ReadAllText(path, Encoding.ASCII) : "";
        byte[] key;
        try
        {
            key = Convert.FromBase64String(text.ReplaceLineEndings(""));
        }
        catch (FormatException exception)
        {
            throw new TrustedKeysException($"reading trusted keys from dir: {directory}: invalid public key: {Path.GetFileName(path)} is not base64", exception);
        }

        return key.Length == 32 ? key : throw new TrustedKeysException($"reading trusted keys from dir: {directory}: invalid public key");
    }
}
