using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Spacemesh.Post.Remote.PowService;

/// <summary>A proof of work that somebody wants: <c>/job/{miner}/{group}/{challenge}/{difficulty}</c> (spec 02 §10).</summary>
/// <param name="Miner">Whose.</param>
/// <param name="Group">Nonce group.</param>
/// <param name="Challenge">The first eight bytes of the challenge: all that enters.</param>
/// <param name="Difficulty">Threshold, scaled by the units.</param>
public sealed record PowJob(NodeId Miner, byte Group, ulong Challenge, Hash32 Difficulty)
{
    private const string Prefix = "/job/";

    public string Path => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Miner.ToHex()}/{Group}/{ChallengeText}/{Difficulty.ToHex()}");

    private string ChallengeText
    {
        get
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, Challenge);
            return Convert.ToHexStringLower(bytes);
        }
    }

    public static PowJob Of(NodeId miner, byte group, Hash32 challenge, Hash32 difficulty) =>
        new(miner, group, BinaryPrimitives.ReadUInt64BigEndian(Hash32.Span(in challenge)), difficulty);

    /// <summary>The challenge as the proof of work takes it.</summary>
    public Hash32 PaddedChallenge()
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Challenge);
        return Hash32.FromBytes(bytes);
    }

    public static bool TryParse(string path, [NotNullWhen(true)] out PowJob? job)
    {
        ArgumentNullException.ThrowIfNull(path);
        job = null;
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || path[Prefix.Length..].Split('/') is not [var miner, var group, var challenge, var difficulty])
            return false;
        if (!IsHex(miner, NodeId.Size) || !IsHex(challenge, 8) || !IsHex(difficulty, Hash32.Size) || !byte.TryParse(group, NumberStyles.None, CultureInfo.InvariantCulture, out byte number))
            return false;
        job = new PowJob(
            NodeId.FromBytes(Convert.FromHexString(miner)), number, BinaryPrimitives.ReadUInt64BigEndian(Convert.FromHexString(challenge)),
            Hash32.FromBytes(Convert.FromHexString(difficulty)));
        return true;
    }

    private static bool IsHex(string text, int bytes) => text.Length == 2 * bytes && text.All(char.IsAsciiHexDigit);
}
