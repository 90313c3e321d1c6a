using Spacemesh.Codec;
using Spacemesh.Eligibility;
using Spacemesh.Primitives;
using Spacemesh.Wire.Blocks;

namespace Spacemesh.Certifier;

/// <summary>
/// Collects what committees certify and makes certificates of it; judges those of others (spec 05 §9). It neither stores nor sends. The
/// rules are the reference's: nobody asks whether two messages are of one smesher. Not thread-safe.
/// </summary>
public sealed class BlockCertifier(CertifierOptions options, ICertifierChecks checks, ICertificateRows rows)
{
    private readonly SortedDictionary<LayerId, SortedDictionary<BlockId, CollectedCertificate>> _layers = [];
    private readonly SortedDictionary<EpochId, int> _certificates = [];

    /// <summary>What is collected for a layer, by block.</summary>
    public IReadOnlyDictionary<BlockId, CollectedCertificate> Collected(LayerId layer) =>
        _layers.TryGetValue(layer, out var blocks) ? blocks : new SortedDictionary<BlockId, CollectedCertificate>();

    /// <summary>Certificates adopted for layers of an epoch; known of the last two.</summary>
    public int CertificatesOf(EpochId epoch) => _certificates.GetValueOrDefault(epoch);

    /// <summary>A layer begins: what is too old goes.</summary>
    public void OnLayer(LayerId current)
    {
        var first = current.Value > options.LayersKept ? current.Sub(options.LayersKept) : options.Network.EffectiveGenesis;
        foreach (var old in _layers.Keys.TakeWhile(layer => layer < first).ToList())
            _layers.Remove(old);
    }

    /// <summary>Takes a gossiped message with all its checks at once, own ones among them.</summary>
    public CertifierOutcome Receive(ReadOnlySpan<byte> bytes, LayerId current)
    {
        var opening = Open(bytes, current);
        if (opening.Verdict is { } verdict)
            return Outcome(verdict);
        var message = opening.Message;
        OracleFailure? failure = null;
        bool signed = checks.IsSigned(in message);
        return Admit(in message, signed, signed && checks.IsEligible(in message, out failure), failure);
    }

    /// <summary>The checks up to the signature: what is left has a verdict, or claims to be verified before <see cref="Admit"/>.</summary>
    public CertifierOpening Open(ReadOnlySpan<byte> bytes, LayerId current)
    {
        if (!Scale.TryDecode<CertifyMessage>(bytes, out var message, out _))
            return new CertifierOpening(Verdict.Reject("malformed data"), default);
        var layer = message.Content.LayerId;
        if (!checks.HasBeacon(layer))
            return new CertifierOpening(Verdict.Ignore("beacon not available"), default);
        if (!IsExpected(layer, current))
            return new CertifierOpening(Verdict.Ignore("unexpected lid"), default);
        return new CertifierOpening(Find(layer, message.Content.BlockId) is { Done: true } ? Verdict.Accept : null, message);
    }

    /// <summary>Takes a message whose claims were verified.</summary>
    /// <param name="message">The message.</param>
    /// <param name="signed">Whether its signature holds.</param>
    /// <param name="eligible">Whether its seats are right.</param>
    /// <param name="failure">Why that cannot be said, where it cannot.</param>
    public CertifierOutcome Admit(in CertifyMessage message, bool signed, bool eligible, OracleFailure? failure)
    {
        var layer = message.Content.LayerId;
        if (!signed)
            return Outcome(Verdict.Reject("malformed data: invalid signature"));
        if (!eligible)
            return Outcome(Verdict.Ignore(failure?.Message ?? "invalid cert msg"));
        var collected = Collect(layer, message.Content.BlockId);
        if (collected.Done)
            return Outcome(Verdict.Accept);
        // A list that is too long for a certificate stays so.
        if (collected.Messages.Count > Certificate.MaxSignatures)
            return Outcome(Verdict.Ignore("too many messages for a certificate"));
        collected.Add(in message);
        return TryGenerate(layer, message.Content.BlockId, collected);
    }

    /// <summary>The node's own hare output this block (all zero: an empty layer). Enough messages may be there already.</summary>
    public CertifierOutcome Register(LayerId layer, BlockId block)
    {
        var collected = Collect(layer, block);
        collected.Registered = true;
        return TryGenerate(layer, block, collected);
    }

    /// <summary>Takes a certificate that a peer gave.</summary>
    public CertifierOutcome Adopt(LayerId layer, Certificate certificate) => Adopt(layer, certificate, IsValid(certificate));

    /// <summary>Takes a certificate that a peer gave and that <see cref="IsValid"/> has looked at.</summary>
    public CertifierOutcome Adopt(LayerId layer, Certificate certificate, bool valid) =>
        valid ? Save(layer, certificate, null) : Outcome(Verdict.Ignore("invalid certificate"));

    /// <summary>
    /// Whether the messages that hold have enough seats. Neither their block and layer nor their smeshers are compared. As safe for many
    /// threads as the checks are.
    /// </summary>
    public bool IsValid(Certificate certificate)
    {
        ushort seats = 0;
        foreach (var message in certificate.Signatures)
        {
            if (checks.IsSigned(in message) && checks.IsEligible(in message, out _))
                seats = unchecked((ushort)(seats + message.Content.EligibilityCnt));
        }

        return seats >= options.Threshold;
    }

    private static CertifierOutcome Outcome(Verdict verdict) => new(verdict, null);

    private bool IsExpected(LayerId layer, LayerId current)
    {
        uint back = options.LayerBuffer + 1;
        var first = current.Value > back ? current.Sub(back) : options.Network.EffectiveGenesis;
        return layer >= first && layer <= current.AddSaturating(options.LayerBuffer);
    }

    private CollectedCertificate? Find(LayerId layer, BlockId block) =>
        _layers.TryGetValue(layer, out var blocks) ? blocks.GetValueOrDefault(block) : null;

    private CollectedCertificate Collect(LayerId layer, BlockId block)
    {
        if (!_layers.TryGetValue(layer, out var blocks))
            _layers.Add(layer, blocks = []);
        if (!blocks.TryGetValue(block, out var collected))
            blocks.Add(block, collected = new CollectedCertificate());
        return collected;
    }

    private CertifierOutcome TryGenerate(LayerId layer, BlockId block, CollectedCertificate collected)
    {
        if (collected.Done || !collected.Registered || collected.Seats < options.Threshold)
            return Outcome(Verdict.Accept);
        return collected.Messages.Count <= Certificate.MaxSignatures
            ? Save(layer, new Certificate(block, collected.Messages.ToScaleList()), collected)
            : Outcome(Verdict.Ignore("too many messages for a certificate"));
    }

    private CertifierOutcome Save(LayerId layer, Certificate certificate, CollectedCertificate? collected)
    {
        var valid = new List<BlockId>();
        var invalid = new List<BlockId>();
        foreach (var row in rows.OfLayer(layer).Where(row => row.Block != certificate.BlockId))
            (row.Certificate is { } other && IsValid(other) ? valid : invalid).Add(row.Block);

        var adoption = new CertificateAdoption(layer, certificate, valid, invalid);
        if (collected is not null)
            collected.Done = true;
        if (adoption.IsContested)
        {
            Collect(layer, certificate.BlockId).Done = true;
            return new CertifierOutcome(Verdict.Ignore("multiple valid certificates"), adoption);
        }

        Count(options.Network.EpochOf(layer));
        return new CertifierOutcome(Verdict.Accept, adoption);
    }

    private void Count(EpochId epoch)
    {
        _certificates[epoch] = _certificates.GetValueOrDefault(epoch) + 1;
        while (_certificates.Count > 2)
            _certificates.Remove(_certificates.Keys.First());
    }
}
