using Google.Protobuf;
using Spacemesh.Codec;
using Spacemesh.Ports.Api;
using Spacemesh.Ports.State;
using Spacemesh.Primitives;
using Spacemesh.Wire.Malfeasance;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Api.Rendering;

/// <summary>Messages that several services of v1 share (spec 09a §5.2).</summary>
#pragma warning disable CS0612 // Activation.prev_atx is deprecated in the definitions, but clients read it.
internal sealed class V1Messages(ApiAddresses addresses)
{
    public static V1.LayerNumber Layer(LayerId layer) => new() { Number = layer.Value };

    public V1.AccountId AccountId(in Address address) => new() { Address = addresses.Format(in address) };

    /// <summary>A transaction; one without header is only id and bytes.</summary>
    public V1.Transaction Transaction(TransactionId id, ReadOnlySpan<byte> raw, TxHeader? header)
    {
        var message = new V1.Transaction { Id = id.ToBytes(), Raw = ByteString.CopyFrom(raw) };
        if (header is null)
            return message;
        message.Principal = AccountId(header.Principal);
        message.Template = AccountId(header.TemplateAddress);
        message.Method = header.Method;
        message.Nonce = new() { Counter = header.Nonce };
        message.Limits = new() { Min = header.LayerLimits.Min, Max = header.LayerLimits.Max };
        message.MaxGas = header.MaxGas;
        message.GasPrice = header.GasPrice;
        message.MaxSpend = header.MaxSpend;
        return message;
    }

    public V1.Transaction Transaction(TransactionRecord record) => Transaction(record.Id, record.Raw.Span, record.Header);

    /// <summary>An ATX; its <c>layer</c> carries the publish epoch.</summary>
    public V1.Activation Activation(AtxRecord atx, IReadOnlyList<AtxId> previous)
    {
        var message = new V1.Activation
        {
            Id = new() { Id = atx.Id.ToBytes() },
            Layer = new() { Number = atx.PublishEpoch.Value },
            SmesherId = new() { Id = atx.Smesher.ToBytes() },
            Coinbase = AccountId(atx.Coinbase),
            PrevAtx = new() { Id = previous[0].ToBytes() },
            NumUnits = atx.EffectiveUnits,
            Sequence = atx.Sequence,
        };
        message.PreviousAtxs.AddRange(previous.Select(id => new V1.ActivationId { Id = id.ToBytes() }));
        return message;
    }

    public V1.Reward Reward(Reward reward) => new()
    {
        Layer = Layer(reward.Layer),
        Total = new() { Value = reward.TotalReward },
        LayerReward = new() { Value = reward.LayerReward },
        Coinbase = AccountId(reward.Coinbase),
        Smesher = new() { Id = reward.SmesherId.ToBytes() },
    };

    public V1.Account Account(in Address address, Account current, AccountProjection projected) => new()
    {
        AccountId = AccountId(in address),
        StateCurrent = State(current.NextNonce, current.Balance),
        StateProjected = State(projected.NextNonce, projected.Balance),
    };

    public V1.Account Account(Account current) => new() { AccountId = AccountId(current.Address), StateCurrent = State(current.NextNonce, current.Balance) };

    /// <summary>A proof's summary; bytes that do not decode give an empty message.</summary>
    public static V1.MalfeasanceProof Malfeasance(NodeId smesher, ScaleBytes encoded, bool withBytes)
    {
        if (!Scale.TryDecode<MalfeasanceProof>(encoded.Span, out var proof, out _))
            return new();
        return new()
        {
            SmesherId = new() { Id = smesher.ToBytes() },
            Layer = Layer(proof.Layer),
            Kind = MalfeasanceText.Kind(proof.Data.Type),
            DebugInfo = MalfeasanceText.Describe(smesher, proof),
            Proof = withBytes ? ByteString.CopyFrom(encoded.Span) : ByteString.Empty,
        };
    }

    private static V1.AccountState State(ulong counter, ulong balance) => new() { Counter = counter, Balance = new() { Value = balance } };
}
