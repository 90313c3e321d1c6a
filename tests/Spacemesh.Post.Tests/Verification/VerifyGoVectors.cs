using System.Globalization;
using System.Text.RegularExpressions;
using Spacemesh.Post.Initialization;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Tests.Proving;
using Spacemesh.Post.Tests.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Verification;

/// <summary>The texts of the reference's wrapper. What is selected of a proof or of stored data stands in a case's name only.</summary>
[VectorFile("02-verify-go")]
public sealed partial class VerifyGoVectors : VectorSuite, IDisposable
{
    // The file does not name the seed; it is the one that 02-verify uses.
    private static readonly byte[] PeerId = "peer"u8.ToArray();
    private readonly ILabelEngine _labels = LabelEngines.Best();
    private ReferenceSets? _sets;

    public override void Open(VectorFile file) => _sets = new ReferenceSets(file);

    public void Dispose()
    {
        _sets?.Dispose();
        _labels.Dispose();
    }

    public override void Check(VectorCase vector)
    {
        string? error = vector.In.Has("set") ? VerifyData(vector) : VerifyProof(vector);
        VectorCase.Equal(vector.Out.Flag("valid"), error is null, $"valid ({error})");
        VectorCase.Equal(vector.Out.Has("error") ? vector.Out.Text("error") : null, error, "error");
    }

    private string? VerifyProof(VectorCase vector)
    {
        var config = new PostConfig
        {
            MinNumUnits = vector.In.U32("min_num_units"),
            MaxNumUnits = vector.In.U32("max_num_units"),
            LabelsPerUnit = vector.In.U64("config_labels_per_unit"),
            K1 = vector.In.U32("k1"),
            K2 = vector.In.U32("k2"),
            PowDifficulty = Hash32.FromBytes(vector.In.Hex("pow_difficulty")),
            Scrypt = new ScryptParameters(vector.In.U64("n"), 1, 1),
        };
        using var verifier = new ProofVerifier(config, _labels, MemoRandomX.Shared);
        if (vector.Name == "after close")
            verifier.Dispose();
        var selection = Selection(vector.Name) switch
        {
            { Success: true } match when match.Groups[1].Value == "selected" => IndexSelection.One(Number<ulong>(match.Groups[2])),
            { Success: true } match => IndexSelection.Subset(Number<uint>(match.Groups[2]), PeerId),
            _ => IndexSelection.All,
        };
        return verifier.Verify(
            VerifyVectors.ReadProof(vector.In),
            vector.In.Hex("node_id"),
            vector.In.Hex("commitment_atx_id"),
            vector.In.Hex("challenge"),
            vector.In.U32("num_units"),
            selection);
    }

    private string? VerifyData(VectorCase vector)
    {
        var options = new DataVerificationOptions { Scrypt = new ScryptParameters(vector.In.U64("n"), 1, 1) };
        if (Fraction().Match(vector.Name) is { Success: true } fraction)
            options = options with { Fraction = Number<double>(fraction.Groups[1].Success ? fraction.Groups[1] : fraction.Groups[2]) };
        if (vector.Name.Contains("negative fraction", StringComparison.Ordinal))
            options = options with { Fraction = -1 };
        if (FileRangeText().Match(vector.Name) is { Success: true } range)
            options = options with { FromFile = Number<long>(range.Groups[1]), ToFile = Number<long>(range.Groups[2]) };
        if (OneFile().Match(vector.Name) is { Success: true } file)
            options = options with { FromFile = Number<long>(file.Groups[1]), ToFile = Number<long>(file.Groups[1]) };
        var verification = new DataVerification(SharedRandomX.Pool, new SeededRandom(1));
        var verdict = Task.Run(() => verification.VerifyAsync(_sets!.Directories(vector.In.Text("set")), options)).GetAwaiter().GetResult();
        return verdict switch
        {
            DataVerdict.Valid => null,
            DataVerdict.Invalid invalid => $"invalid POS: file {invalid.File} contains invalid label at offset {invalid.Offset}",
            _ => "invalid argument",
        };
    }

    private static T Number<T>(Group text)
        where T : IParsable<T> => T.Parse(text.Value, CultureInfo.InvariantCulture);

    private static Match Selection(string name) => SelectionText().Match(name);

    [GeneratedRegex(@", (selected|subset) (\d+)$")]
    private static partial Regex SelectionText();

    [GeneratedRegex(@"(-?\d+) %|^stored data: fraction (-?\d+)")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"files (\d+) to (\d+)")]
    private static partial Regex FileRangeText();

    [GeneratedRegex(@"file (\d+) does not exist")]
    private static partial Regex OneFile();
}
