using System.Globalization;
using System.Text.RegularExpressions;
using Spacemesh.Post;
using Spacemesh.Post.Labels;
using Spacemesh.Post.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;

namespace Spacemesh.Tools.Certifier;

/// <summary>Verifies a PoST with all its indices; the reason of a refusal is in the words of the reference's certifier.</summary>
internal sealed partial class ProofChecker(PostConfig config, ILabelEngine labels, IRandomX randomX) : IDisposable
{
    private readonly ProofVerifier _verifier = new(config, labels, randomX);

    /// <summary>Null for a valid proof.</summary>
    public string? WhyRefused(CertifyRequest request)
    {
        var verdict = _verifier.Verify(request.Proof, request.Metadata, IndexSelection.All);
        return verdict.Kind switch
        {
            ProofVerdictKind.Valid => null,
            ProofVerdictKind.InvalidIndex => Label(request.Metadata, verdict),
            _ => Reason(verdict.Reason),
        };
    }

    public void Dispose() => _verifier.Dispose();

    private static string Reason(string reason)
    {
        if (reason == "invalid proof of work")
            return "InvalidPoW(InvalidPoW)";
        var numbers = Numbers().Matches(reason).Select(match => match.Value).ToArray();
        return reason.Split('(', ':')[0].TrimEnd() switch
        {
            "numunits too small" => $"InvalidMetadata(NumUnitsTooSmall {{ min: {numbers[1]}, got: {numbers[0]} }})",
            "numunits too large" => $"InvalidMetadata(NumUnitsTooLarge {{ max: {numbers[1]}, got: {numbers[0]} }})",
            "nonce group" => $"NonceGroupOutOfBounds({numbers[0]})",
            "invalid number of indices" => $"InvalidIndicesLen {{ expected: {numbers[0]}, got: {numbers[1]} }}",
            _ => reason,
        };
    }

    private string Label(PostProofMetadata metadata, ProofVerdict verdict)
    {
        var match = BadLabel().Match(verdict.Reason);
        if (!match.Success)
            return verdict.Reason;
        ulong index = ulong.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        var label = new Hash32[1];
        labels.ComputeAt(config.Scrypt.EffectiveN(), [new LabelId(Commitment.Of(metadata.NodeId, metadata.CommitmentAtxId), index)], label);
        string bytes = string.Join(", ", label[0].ToArray()[..16]);
        string part = match.Groups[2].Value;
        string name = part == "MSB" ? "Msb" : "Lsb";
        return $"Invalid{name} {{ index: {index}, index_id: {verdict.Ordinal}, {part.ToLowerInvariant()}: {match.Groups[3].Value}, difficulty_{part.ToLowerInvariant()}: {match.Groups[4].Value}, label: [{bytes}] }}";
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();

    [GeneratedRegex("^label ([0-9]+): (MSB|LSB) ([0-9]+) [a-z ]* ([0-9]+)$")]
    private static partial Regex BadLabel();
}
