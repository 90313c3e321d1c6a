using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Signing;

namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>The node's identities behind one signing record and one doppelganger watch.</summary>
public sealed class SignerSet : ISigners, IDisposable
{
    private readonly SigningRecord _record;
    private readonly DoppelgangerWatch _watch;
    private readonly IReadOnlyList<RecordedSigner> _signers;

    /// <param name="signers">The keys in the order of their names; owned from now on.</param>
    /// <param name="record">Everything that they signed.</param>
    /// <param name="watch">Who may sign now.</param>
    public SignerSet(IReadOnlyList<EdSigner> signers, SigningRecord record, DoppelgangerWatch watch)
    {
        ArgumentNullException.ThrowIfNull(signers);
        _record = record;
        _watch = watch;
        _signers = [.. signers.Select(signer => new RecordedSigner(signer, record, watch.WhyHeldBack))];
        foreach (var signer in _signers)
            watch.Register(signer);
    }

    public IReadOnlyList<ISigner> All => [.. _signers.Where(signer => _watch.WhyHeldBack(signer.NodeId) is null)];

    /// <summary>Those held back too: what is not bound to a slot may be signed, and a builder works on until it comes to its ATX.</summary>
    public IReadOnlyList<ISigner> Registered => _signers;

    public IReadOnlyList<SigningResult> SignEach(IReadOnlyList<SigningRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var results = new SigningResult[requests.Count];
        long ticket = 0;
        for (int i = 0; i < results.Length; i++)
        {
            var request = requests[i];
            try
            {
                ticket = Math.Max(ticket, Own(request).Enter(request.Domain, request.Message.Span, request.Slot));
            }
            catch (SlotTakenException refusal)
            {
                results[i] = new SigningResult(default, refusal);
            }
        }

        _record.Save(ticket);
        for (int i = 0; i < results.Length; i++)
        {
            if (results[i].IsSigned)
                results[i] = new SigningResult(Own(requests[i]).Make(requests[i].Domain, requests[i].Message.Span), null);
        }

        return results;
    }

    public void Dispose()
    {
        foreach (var signer in _signers)
            signer.Dispose();
        _record.Dispose();
    }

    private static RecordedSigner Own(SigningRequest request) => request.Signer as RecordedSigner
        ?? throw new ArgumentException($"{request.Signer.NodeId} is not a signer of this node");
}
