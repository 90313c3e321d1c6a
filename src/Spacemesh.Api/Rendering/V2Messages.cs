using Google.Protobuf;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.Events;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Transactions;
using LayerStatus = Spacemesh.V2alpha1.Layer.Types.LayerStatus;

namespace Spacemesh.Api.Rendering;

/// <summary>Messages of v2alpha1 (spec 09a §6.2, §6.3).</summary>
internal sealed class V2Messages(ApiAddresses addresses)
{
    private const int ConsensusHashBytes = 5;

    public V2alpha1.Account Account(Account account, AccountProjection projected) => new()
    {
        Address = addresses.Format(account.Address),
        Current = new() { Counter = account.NextNonce, Balance = account.Balance, Layer = account.Layer.Value },
        Projected = new() { Counter = projected.NextNonce, Balance = projected.Balance },
        Template = addresses.Format(account.TemplateAddress),
    };

    public V2alpha1.Activation Activation(AtxRecord atx) => new()
    {
        Id = atx.Id.ToBytes(),
        SmesherId = atx.Smesher.ToBytes(),
        PublishEpoch = atx.PublishEpoch.Value,
        Coinbase = addresses.Format(atx.Coinbase),
        Weight = atx.Weight,
        Height = atx.TickHeight,
        NumUnits = atx.EffectiveUnits,
    };

    public V2alpha1.Reward Reward(Reward reward) => new()
    {
        Layer = reward.Layer.Value,
        Total = reward.TotalReward,
        LayerReward = reward.LayerReward,
        Coinbase = addresses.Format(reward.Coinbase),
        Smesher = reward.SmesherId.ToBytes(),
    };

    public static V2alpha1.Layer Layer(LayerListing listing)
    {
        var layer = listing.Layer;
        var status = layer.Processed ? LayerStatus.Verified
            : layer.AppliedBlock is { } applied && !applied.IsZero() ? LayerStatus.Applied
            : LayerStatus.Unspecified;
        return Layer(listing, status);
    }

    /// <summary>A layer of an event: the status is the event's.</summary>
    public static V2alpha1.Layer Layer(LayerListing listing, LayerProgress progress) => Layer(listing, progress switch
    {
        LayerProgress.Approved => LayerStatus.Applied,
        LayerProgress.Confirmed or LayerProgress.Applied => LayerStatus.Verified,
        _ => LayerStatus.Unspecified,
    });

    public V2alpha1.Transaction Transaction(TransactionRecord record)
    {
        var message = new V2alpha1.Transaction { Id = record.Id.ToBytes(), Raw = ByteString.CopyFrom(record.Raw.Span) };
        if (record.Header is { } header && TransactionContents.Read(record.Raw.Span, addresses, out _) is { } read)
            Fill(message, header, read);
        return message;
    }

    /// <summary>A parsed transaction, without id; one whose contents do not read without the state of its principal is Internal.</summary>
    public V2alpha1.Transaction Parsed(ReadOnlyMemory<byte> raw, TxHeader header)
    {
        if (TransactionContents.Read(raw.Span, addresses, out int offset) is not { } read)
            throw Fault.Internal($"malformed tx: contents at offset {offset}: they do not read without the state of the principal");
        var message = new V2alpha1.Transaction { Raw = ByteString.CopyFrom(raw.Span) };
        Fill(message, header, read);
        return message;
    }

    public V2alpha1.TransactionResult Result(TransactionResult result)
    {
        var message = new V2alpha1.TransactionResult
        {
            Status = result.Status switch
            {
                TransactionStatus.Success => V2alpha1.TransactionResult.Types.Status.TransactionStatusSuccess,
                TransactionStatus.Failure => V2alpha1.TransactionResult.Types.Status.TransactionStatusFailure,
                _ => V2alpha1.TransactionResult.Types.Status.TransactionStatusUnspecified,
            },
            Message = result.Message.ToString(),
            GasConsumed = result.Gas,
            Fee = result.Fee,
            Block = result.Block.ToBytes(),
            Layer = result.Layer.Value,
        };
        message.TouchedAddresses.AddRange(result.Addresses.Select(address => addresses.Format(address)));
        return message;
    }

    private static V2alpha1.Layer Layer(LayerListing listing, LayerStatus status)
    {
        var layer = listing.Layer;
        var message = new V2alpha1.Layer { Number = layer.Layer.Value, Status = status };
        if (layer.AggregatedHash is { } hash && !hash.IsZero())
        {
            message.ConsensusHash = hash.ToHex()[..(2 * ConsensusHashBytes)];
            message.CumulativeStateHash = hash.ToBytes();
        }

        if (layer.StateHash is { } state && !state.IsZero())
            message.StateHash = state.ToBytes();
        if (listing.HasBlock)
            message.Block = new() { Id = (layer.AppliedBlock ?? default).ToBytes() };
        return message;
    }

    private void Fill(V2alpha1.Transaction message, TxHeader header, (V2alpha1.Transaction.Types.TransactionType Type, V2alpha1.TransactionContents Contents) read)
    {
        message.Principal = addresses.Format(header.Principal);
        message.Template = addresses.Format(header.TemplateAddress);
        message.Method = header.Method;
        message.Nonce = new() { Counter = header.Nonce };
        message.MaxGas = header.MaxGas;
        message.GasPrice = header.GasPrice;
        message.MaxSpend = header.MaxSpend;
        message.Type = read.Type;
        message.Contents = read.Contents;
    }
}
