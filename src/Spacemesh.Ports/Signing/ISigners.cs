namespace Spacemesh.Ports.Signing;

/// <summary>The node's identities, in the order of their names.</summary>
public interface ISigners
{
    /// <summary>All that may take part now; a snapshot.</summary>
    IReadOnlyList<ISigner> All { get; }

    /// <summary>Signs for several identities at once: all slots go on record together, with one wait for the disk. Results in the order of the requests.</summary>
    IReadOnlyList<SigningResult> SignEach(IReadOnlyList<SigningRequest> requests)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var results = new SigningResult[requests.Count];
        for (int i = 0; i < results.Length; i++)
        {
            try
            {
                results[i] = new SigningResult(requests[i].Signer.Sign(requests[i].Domain, requests[i].Message.Span, requests[i].Slot), null);
            }
            catch (SlotTakenException refusal)
            {
                results[i] = new SigningResult(default, refusal);
            }
        }

        return results;
    }
}
