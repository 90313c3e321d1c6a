using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Spacemesh.Wallet.Keys;

/// <summary>BIP-39 phrases in English, without passphrase (spec 07 §19).</summary>
public static class Mnemonic
{
    /// <summary>Entropy of a generated phrase: 24 words.</summary>
    public const int EntropySize = 32;

    public const int SeedSize = 64;

    private const int WordBits = 11;
    private const int Iterations = 2048;

    private static readonly string[] Words = ReadWords();

    private static readonly FrozenDictionary<string, int> Places =
        Words.Select((word, place) => KeyValuePair.Create(word, place)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The phrase of 16, 20, 24, 28 or 32 bytes.</summary>
    public static string FromEntropy(ReadOnlySpan<byte> entropy)
    {
        if (entropy.Length is < 16 or > 32 || entropy.Length % 4 != 0)
            throw new ArgumentException($"{entropy.Length} bytes given, a phrase is made of 16, 20, 24, 28 or 32", nameof(entropy));
        byte[] bits = [.. entropy, SHA256.HashData(entropy)[0]];
        int words = entropy.Length * 3 / 4;
        string phrase = string.Join(' ', Enumerable.Range(0, words).Select(word => Words[Bits(bits, word * WordBits)]));
        CryptographicOperations.ZeroMemory(bits);
        return phrase;
    }

    /// <exception cref="WalletException">Not a phrase: white space, unknown words, their number, or the checksum.</exception>
    public static void Check(string phrase)
    {
        ArgumentNullException.ThrowIfNull(phrase);
        bool spaced = phrase.Any(character => char.IsWhiteSpace(character) && character != ' ')
            || phrase.StartsWith(' ') || phrase.EndsWith(' ') || phrase.Contains("  ", StringComparison.Ordinal);
        if (spaced)
            throw new WalletException("whitespace violation in mnemonic phrase");
        if (!IsValid(phrase.Split(' ')))
            throw new WalletException("invalid mnemonic");
    }

    /// <summary>The 64-byte seed of a phrase.</summary>
    public static byte[] Seed(string phrase) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(phrase), "mnemonic"u8, Iterations, HashAlgorithmName.SHA512, SeedSize);

    private static bool IsValid(string[] words)
    {
        if (words.Length is < 12 or > 24 || words.Length % 3 != 0)
            return false;
        int entropySize = words.Length * 4 / 3;
        byte[] bits = new byte[entropySize + 1];
        for (int i = 0; i < words.Length; i++)
        {
            if (!Places.TryGetValue(words[i], out int place))
                return false;
            for (int bit = 0; bit < WordBits; bit++)
            {
                int at = (i * WordBits) + bit;
                bits[at / 8] |= (byte)((place >> (WordBits - 1 - bit) & 1) << (7 - (at % 8)));
            }
        }

        int checksumBits = words.Length / 3;
        int unused = 8 - checksumBits;
        byte checksum = SHA256.HashData(bits.AsSpan(0, entropySize))[0];
        bool valid = bits[entropySize] >> unused == checksum >> unused;
        CryptographicOperations.ZeroMemory(bits);
        return valid;
    }

    private static int Bits(byte[] bits, int from)
    {
        int value = 0;
        for (int at = from; at < from + WordBits; at++)
            value = (value << 1) | (bits[at / 8] >> (7 - (at % 8)) & 1);
        return value;
    }

    private static string[] ReadWords()
    {
        using var stream = typeof(Mnemonic).Assembly.GetManifestResourceStream("bip39-english.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
