using System.Security.Cryptography;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Tools.Certifier;

/// <summary>Makes signing keys.</summary>
internal static class KeyPair
{
    /// <summary>A new pair as pretty JSON: public key and seed in base64.</summary>
    public static string Generate()
    {
        var seed = RandomNumberGenerator.GetBytes(Ed25519.SeedSize);
        return $"{{\n  \"public_key\": \"{Convert.ToBase64String(Ed25519.PublicKey(seed).ToArray())}\",\n  \"secret_key\": \"{Convert.ToBase64String(seed)}\"\n}}";
    }
}
