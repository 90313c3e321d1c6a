using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Vm.Execution;
using Spacemesh.Vm.Rewards;
using Spacemesh.Wire.Blocks;
using Spacemesh.Wire.Transactions;

namespace Spacemesh.Vm.Tests;

/// <summary>Layers of wallets that spawn, pay each other and get rewarded, from a seed. Amounts stay far from 2^64.</summary>
internal sealed class RandomLayers
{
    private readonly SeededRandom _random;
    private readonly GenesisId _genesis;
    private readonly List<(byte[] Key, Address Address, WalletSpawnArguments Arguments)> _wallets = [];

    public RandomLayers(ulong seed, GenesisId genesis, int wallets)
    {
        _random = new SeededRandom(seed);
        _genesis = genesis;
        for (int i = 0; i < wallets; i++)
        {
            byte[] keySeed = new byte[32];
            _random.Fill(keySeed);
            byte[] key = new byte[64];
            Ed25519.ExpandSeed(keySeed, key);
            var arguments = new WalletSpawnArguments(Hash32.FromBytes(key.AsSpan(32)));
            _wallets.Add((key, Principal.Compute(Template.Wallet, arguments), arguments));
        }
    }

    public IEnumerable<Address> Addresses => _wallets.Select(wallet => wallet.Address);

    public List<LayerTransaction> Transactions(IAccountReader accounts)
    {
        var transactions = new List<LayerTransaction>();
        int count = _random.Next(6);
        for (int i = 0; i < count; i++)
        {
            var (key, address, arguments) = _wallets[_random.Next(_wallets.Count)];
            ulong nonce = accounts.Get(address).NextNonce + (ulong)_random.Next(3);
            var payload = new TxPayload(nonce, (ulong)_random.Next(3));
            byte[] unsigned = accounts.Get(address).TemplateAddress is null || _random.Next(10) == 0
                ? UnsignedTransaction.SelfSpawn(Template.Wallet, payload, arguments)
                : UnsignedTransaction.Call(address, TxMethod.Spend, payload, new SpendArguments(_wallets[_random.Next(_wallets.Count)].Address, (ulong)_random.Next(1_000_000)));
            var signature = Ed25519.Sign(key, UnsignedTransaction.SignedMessage(_genesis, unsigned));
            byte[] raw = [.. unsigned, .. signature.ToArray()];
            if (_random.Next(20) == 0)
                raw[_random.Next(raw.Length)] ^= 1;
            transactions.Add(LayerTransaction.Create(raw, verified: _random.Next(4) != 0));
        }

        return transactions;
    }

    public List<CoinbaseReward> Rewards()
    {
        var rewards = new List<CoinbaseReward>();
        int count = _random.Next(4);
        for (int i = 0; i < count; i++)
        {
            byte[] smesher = new byte[32];
            _random.Fill(smesher);
            rewards.Add(new CoinbaseReward(
                NodeId.FromBytes(smesher),
                _wallets[_random.Next(_wallets.Count)].Address,
                new RatNum(_random.NextUInt64() | 1, _random.NextUInt64() | 1)));
        }

        return [.. rewards.OrderBy(reward => reward.Coinbase)];
    }
}
