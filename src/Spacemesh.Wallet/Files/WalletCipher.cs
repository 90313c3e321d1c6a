using System.Security.Cryptography;

namespace Spacemesh.Wallet.Files;

/// <summary>The encryption of wallet files: PBKDF2-HMAC-SHA512, then AES-256-GCM (spec 07 §20).</summary>
public static class WalletCipher
{
    public const int SaltSize = 16;
    public const int IvSize = 12;

    private const int KeySize = 32;
    private const int TagSize = 16;

    public static byte[] Key(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, KeySize);

    /// <summary>The start of HMAC-SHA512 over the plaintext: never the same for two plaintexts under one key.</summary>
    public static byte[] Iv(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plaintext) => HMACSHA512.HashData(key, plaintext)[..IvSize];

    /// <summary>Ciphertext and tag.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> plaintext)
    {
        byte[] text = new byte[plaintext.Length + TagSize];
        using var cipher = new AesGcm(key, TagSize);
        cipher.Encrypt(iv, plaintext, text.AsSpan(0, plaintext.Length), text.AsSpan(plaintext.Length));
        return text;
    }

    /// <exception cref="WalletException">Wrong password, or the file was changed.</exception>
    public static byte[] Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> text)
    {
        const string Refused = "cipher: message authentication failed";
        if (text.Length < TagSize)
            throw new WalletException(Refused);
        byte[] plaintext = new byte[text.Length - TagSize];
        using var cipher = new AesGcm(key, TagSize);
        try
        {
            cipher.Decrypt(iv, text[..^TagSize], text[^TagSize..], plaintext);
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw new WalletException(Refused, exception);
        }

        return plaintext;
    }
}
