using Google.Protobuf;
using Spacemesh.Ports.Api;
using Spacemesh.Vm.Parsing;

namespace Spacemesh.Api.Services;

/// <summary>What both versions of TransactionService do with raw bytes (spec 07 §17).</summary>
internal sealed class TransactionCalls(ApiContext api)
{
    /// <summary>Parses against the applied state.</summary>
    public ParsedTransaction Parse(ByteString raw, bool verify, string emptyText)
    {
        if (raw.IsEmpty)
            throw Fault.Invalid(emptyText);
        var (parsed, error) = Fault.Read(() => (api.Vm.TryParse(raw.Memory, api.Accounts, out var read, out var failure) ? read : null, failure));
        if (parsed is null)
            throw Status(error!);
        return !verify || api.Vm.Verify(parsed) ? parsed : throw Fault.Invalid("signature is invalid");
    }

    /// <summary>Submits; a refusal is the status that clients know.</summary>
    public async Task SubmitAsync(ByteString raw, string emptyText, CancellationToken cancellationToken)
    {
        if (raw.IsEmpty)
            throw Fault.Invalid(emptyText);
        if (!api.Sources.Sync.IsSynced)
            throw Fault.Precondition("Cannot submit transaction, node is not in sync yet, try again later");
        var submission = await api.Sources.Submitter.SubmitAsync(raw.Memory, cancellationToken);
        switch (submission.Outcome)
        {
            case SubmissionOutcome.Published:
                return;
            case SubmissionOutcome.Refused:
                throw Fault.Invalid($"Failed to verify transaction: {submission.Cause}");
            default:
                throw Fault.Internal($"Failed to publish transaction: {submission.Cause}");
        }
    }

    private static RpcException Status(ParseError error) => error.Kind switch
    {
        ParseErrorKind.NotSpawned => Fault.Missing("account is not spawned"),
        ParseErrorKind.Malformed => Fault.Invalid(error.Message),
        _ => Fault.Internal(error.Message),
    };
}
