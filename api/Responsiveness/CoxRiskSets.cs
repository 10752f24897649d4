using System.Runtime.InteropServices;

namespace MailCommitments.Responsiveness;

/// <summary>
/// The data of a Cox model laid out for one walk per evaluation: strata one after another, each from the last time to the first, so
/// that the requests still at risk are those already passed. Covariates are centred and scaled to standard deviation 1.
/// </summary>
internal sealed class CoxRiskSets
{
    private readonly CoxTies _ties;
    private readonly int _covariates;
    public int Rows { get; }

    private readonly int[] _rowAt; // position -> row
    private readonly double[] _x; // by position, then covariate
    private readonly bool[] _answered;
    private readonly int[] _entryRank; // by position; -1: from the start
    private readonly Tie[] _tiedRows;
    private readonly int[] _firstTie; // by stratum
    private readonly int[] _byEntry; // positions, per stratum by entry from last to first; empty without entries
    private readonly double[] _answeredSum;
    private readonly double[] _center;
    private readonly TimeOrder _order;
    private readonly CoxData _data;

    /// <summary>Rows of one stratum whose follow-up ends at one time; the answered ones come first.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Tie(int Stratum, int From, int To, int Answers, int Rank);

    /// <param name="LogLikelihood">The partial log likelihood.</param>
    /// <param name="Score">Its gradient.</param>
    /// <param name="Information">Minus its second derivative.</param>
    internal sealed record Evaluation(double LogLikelihood, double[] Score, double[,] Information);

    public CoxRiskSets(CoxData data, CoxTies ties)
    {
        _data = data;
        _ties = ties;
        Rows = data.Times.Length;
        _covariates = data.Covariates.Length;
        if (data.Covariates.Any(column => column.Length != Rows))
            throw new ArgumentException("Every covariate has one value per row.", nameof(data));
        if (
            data.Stratum is { } s && s.Length != Rows
            || data.Cluster is { } c && c.Length != Rows
            || data.Entry is { } e && e.Length != Rows
        )
            throw new ArgumentException("Strata, clusters and entries have one value per row.", nameof(data));

        var hours = Array.ConvertAll(data.Times, time => time.Hours);
        _order = TimeOrder.Of(data.Entry is { } entry ? [.. hours, .. entry] : hours);
        var ends = data.Entry is null ? _order.Rows : Array.FindAll(_order.Rows, row => row < Rows);
        Strata = data.Stratum is { Length: > 0 } stratum ? stratum.Max() + 1 : 1;
        var (rows, starts) = data.Stratum is null
            ? (ends, new[] { 0, Rows })
            : TimeOrder.Split(ends, data.Stratum, Strata);

        _rowAt = new int[Rows];
        _answered = new bool[Rows];
        _entryRank = new int[data.Entry is null ? 0 : Rows];
        _firstTie = new int[Strata + 1];
        var tiedRows = new List<Tie>();
        for (int group = 0, position = 0; group < Strata; group++)
        {
            _firstTie[group] = tiedRows.Count;
            for (int to = starts[group + 1], from; to > starts[group]; to = from)
            {
                var rank = _order.Rank[rows[to - 1]];
                for (from = to; from > starts[group] && _order.Rank[rows[from - 1]] == rank; )
                    from--;
                var first = position;
                for (var i = from; i < to; i++)
                {
                    if (data.Times[rows[i]].Answered)
                        _rowAt[position++] = rows[i];
                }
                var answers = position - first;
                for (var i = from; i < to; i++)
                {
                    if (!data.Times[rows[i]].Answered)
                        _rowAt[position++] = rows[i];
                }
                tiedRows.Add(new Tie(group, first, position, answers, rank));
                Answers += answers;
            }
        }
        _firstTie[Strata] = tiedRows.Count;
        _tiedRows = [.. tiedRows];

        (_center, Scale) = CenterAndScale(data.Covariates);
        _x = new double[Rows * _covariates];
        for (var position = 0; position < Rows; position++)
        {
            var row = _rowAt[position];
            _answered[position] = data.Times[row].Answered;
            for (var j = 0; j < _covariates; j++)
                _x[position * _covariates + j] = (data.Covariates[j][row] - _center[j]) / Scale[j];
            if (data.Entry is null)
                continue;
            _entryRank[position] = _order.Rank[Rows + row];
            if (_entryRank[position] >= _order.Rank[row])
                throw new ArgumentException("Follow-up of every row begins before it ends.", nameof(data));
        }
        _answeredSum = new double[_covariates];
        for (var position = 0; position < Rows; position++)
        {
            for (var j = 0; _answered[position] && j < _covariates; j++)
                _answeredSum[j] += _x[position * _covariates + j];
        }
        _byEntry = [];
        if (data.Entry is not null)
        {
            _byEntry = Enumerable.Range(0, Rows).ToArray();
            Array.Sort(
                _byEntry,
                (a, b) =>
                    StratumOf(a) != StratumOf(b)
                        ? StratumOf(a).CompareTo(StratumOf(b))
                        : _entryRank[b].CompareTo(_entryRank[a])
            );
        }
    }

    public int Strata { get; }

    public int Answers { get; }

    /// <summary>The standard deviation each covariate was divided by.</summary>
    public double[] Scale { get; }

    public double[,] Unscaled(double[,] variance)
    {
        var unscaled = new double[_covariates, _covariates];
        for (var i = 0; i < _covariates; i++)
        {
            for (var j = 0; j < _covariates; j++)
                unscaled[i, j] = variance[i, j] / (Scale[i] * Scale[j]);
        }
        return unscaled;
    }

    public Evaluation At(double[] beta) => _ties == CoxTies.Exact ? ExactAt(beta) : At(beta, null).Evaluation;

    /// <summary>
    /// One walk over all risk sets. With <paramref name="g"/>, a value per distinct time, also the information and score of covariates
    /// multiplied by it.
    /// </summary>
    private (Evaluation Evaluation, double[] ScoreByTime, double[,] Mixed, double[,] ByTime) At(
        double[] beta,
        double[]? g
    )
    {
        var k = _covariates;
        var risk = Risk(beta, out _);
        var score = (double[])_answeredSum.Clone();
        double[] information = new double[k * k],
            scoreByTime = new double[k],
            mixed = new double[k * k],
            byTime = new double[k * k];
        double logLikelihood = 0;
        for (var j = 0; j < k; j++)
            logLikelihood += beta[j] * _answeredSum[j];

        double s0 = 0,
            e0;
        double[] s1 = new double[k],
            e1 = new double[k],
            mean = new double[k];
        double[] s2 = new double[k * k],
            e2 = new double[k * k];
        int stratum = -1,
            leaving = 0;
        foreach (var tie in _tiedRows)
        {
            if (tie.Stratum != stratum)
            {
                stratum = tie.Stratum;
                s0 = 0;
                Array.Clear(s1);
                Array.Clear(s2);
                if (_byEntry.Length > 0)
                    leaving = StratumStart(stratum);
            }
            for (
                ;
                leaving < _byEntry.Length && leaving < StratumEnd(stratum) && _entryRank[_byEntry[leaving]] >= tie.Rank;
                leaving++
            )
            {
                var position = _byEntry[leaving];
                if (position < tie.From)
                    Add(position, -risk[position], ref s0, s1, s2);
            }
            var isTied = tie.Answers > 1 && _ties == CoxTies.Efron;
            e0 = 0;
            if (isTied)
            {
                Array.Clear(e1);
                Array.Clear(e2);
            }
            for (var position = tie.From; position < tie.To; position++)
            {
                Add(position, risk[position], ref s0, s1, s2);
                if (isTied && position < tie.From + tie.Answers)
                    Add(position, risk[position], ref e0, e1, e2);
            }
            if (tie.Answers == 0)
                continue;

            // Efron takes the answers of one time out of the risk set bit by bit; alone, or after Breslow, all meet the same risk set.
            var rounds = isTied ? tie.Answers : 1;
            double each = tie.Answers / rounds,
                at = g is null ? 0 : g[tie.Rank];
            for (var round = 0; round < rounds; round++)
            {
                var share = (double)round / rounds;
                var denominator = s0 - share * e0;
                logLikelihood -= each * Math.Log(denominator);
                for (var j = 0; j < k; j++)
                {
                    mean[j] = (s1[j] - share * e1[j]) / denominator;
                    score[j] -= each * mean[j];
                    for (var l = 0; l <= j; l++)
                    {
                        var variance =
                            each * ((s2[j * k + l] - share * e2[j * k + l]) / denominator - mean[j] * mean[l]);
                        information[j * k + l] += variance;
                        if (g is null)
                            continue;
                        mixed[j * k + l] += variance * at;
                        byTime[j * k + l] += variance * at * at;
                    }
                    if (g is not null)
                        scoreByTime[j] -= each * mean[j] * at;
                }
            }
            for (var position = tie.From; g is not null && position < tie.From + tie.Answers; position++)
            {
                for (var j = 0; j < k; j++)
                    scoreByTime[j] += _x[position * k + j] * at;
            }
        }
        return (new Evaluation(logLikelihood, score, Square(information)), scoreByTime, Square(mixed), Square(byTime));
    }

    private void Add(int position, double risk, ref double sum0, double[] sum1, double[] sum2)
    {
        var k = _covariates;
        sum0 += risk;
        for (var j = 0; j < k; j++)
        {
            var weighted = risk * _x[position * k + j];
            sum1[j] += weighted;
            for (var l = 0; l <= j; l++)
                sum2[j * k + l] += weighted * _x[position * k + l];
        }
    }

    /// <summary>
    /// The conditional likelihood: at each time the answered rows against every other choice of as many rows at risk. The sums over
    /// choices, with their first and second derivatives, grow by one row at a time. Gail, Lubin and Rubinstein (1981).
    /// </summary>
    private Evaluation ExactAt(double[] beta)
    {
        var k = _covariates;
        var risk = Risk(beta, out _);
        var score = (double[])_answeredSum.Clone();
        var information = new double[k * k];
        double logLikelihood = 0;
        for (var j = 0; j < k; j++)
            logLikelihood += beta[j] * _answeredSum[j];
        foreach (var tie in _tiedRows)
        {
            if (tie.Answers == 0)
                continue;
            var atRisk = new List<int>();
            for (var position = StratumStart(tie.Stratum); position < tie.To; position++)
            {
                if (_entryRank.Length == 0 || _entryRank[position] < tie.Rank)
                    atRisk.Add(position);
            }
            var d = tie.Answers;
            var scale = atRisk.Max(position => risk[position]); // keeps the sums of products within range
            var sum0 = new double[d + 1];
            var sum1 = new double[d + 1, k];
            var sum2 = new double[d + 1, k, k];
            sum0[0] = 1;
            foreach (var position in atRisk)
            {
                var r = risk[position] / scale;
                for (var size = d; size > 0; size--)
                {
                    for (var j = 0; j < k; j++)
                    {
                        var x = _x[position * k + j];
                        for (var l = 0; l <= j; l++)
                        {
                            var y = _x[position * k + l];
                            sum2[size, j, l] +=
                                r
                                * (
                                    sum2[size - 1, j, l]
                                    + x * sum1[size - 1, l]
                                    + y * sum1[size - 1, j]
                                    + x * y * sum0[size - 1]
                                );
                        }
                    }
                    for (var j = 0; j < k; j++)
                        sum1[size, j] += r * (sum1[size - 1, j] + _x[position * k + j] * sum0[size - 1]);
                    sum0[size] += r * sum0[size - 1];
                }
            }
            logLikelihood -= Math.Log(sum0[d]) + d * Math.Log(scale);
            for (var j = 0; j < k; j++)
            {
                score[j] -= sum1[d, j] / sum0[d];
                for (var l = 0; l <= j; l++)
                    information[j * k + l] += sum2[d, j, l] / sum0[d] - sum1[d, j] / sum0[d] * (sum1[d, l] / sum0[d]);
            }
        }
        return new Evaluation(logLikelihood, score, Square(information));
    }

    /// <summary>Score residuals in the covariates' own units, by covariate and row.</summary>
    public double[][] ScoreResiduals(double[] beta)
    {
        var scaled = ScoreResidualsScaled(beta);
        for (var j = 0; j < _covariates; j++)
        {
            for (var row = 0; row < Rows; row++)
                scaled[j][row] *= Scale[j];
        }
        return scaled;
    }

    public double[][] ScoreResidualsScaled(double[] beta) => Residuals(beta).Score;

    /// <summary>What each row adds to the score, and its answers seen minus expected; sums of both over all rows are 0 at the estimate.</summary>
    public (double[][] Score, double[] Martingale) Residuals(double[] beta)
    {
        if (_ties == CoxTies.Exact)
            throw new InvalidOperationException("Residuals are defined for Efron's and Breslow's ties.");
        var k = _covariates;
        var risk = Risk(beta, out _);
        var hazards = Hazards(risk);
        var scores = Enumerable.Range(0, k).Select(_ => new double[Rows]).ToArray();
        var martingale = new double[Rows];
        for (var stratum = 0; stratum < Strata; stratum++)
        {
            double hazard = 0;
            var weighted = new double[k];
            var entering = StratumEnd(stratum) - 1;
            for (var t = _firstTie[stratum + 1] - 1; t >= _firstTie[stratum]; t--)
            {
                var tie = _tiedRows[t];
                for (
                    ;
                    _byEntry.Length > 0
                        && entering >= StratumStart(stratum)
                        && _entryRank[_byEntry[entering]] < tie.Rank;
                    entering--
                )
                    Charge(_byEntry[entering], -1, hazard, weighted);
                for (var position = tie.From; position < tie.To; position++)
                {
                    Charge(position, 1, hazard, weighted);
                    var answered = _answered[position];
                    var row = _rowAt[position];
                    var own = answered ? hazards.OfAnswered[t] : hazards.All[t];
                    martingale[row] += (answered ? 1 : 0) - risk[position] * own;
                    for (var j = 0; j < k; j++)
                    {
                        var x = _x[position * k + j];
                        var ownWeighted = (answered ? hazards.WeightedOfAnswered : hazards.Weighted)[t * k + j];
                        scores[j][row] +=
                            (answered ? x - hazards.Mean[t * k + j] : 0) - risk[position] * (x * own - ownWeighted);
                    }
                }
                hazard += hazards.All[t];
                for (var j = 0; j < k; j++)
                    weighted[j] += hazards.Weighted[t * k + j];
            }

            void Charge(int position, int sign, double hazardSoFar, double[] weightedSoFar)
            {
                var row = _rowAt[position];
                martingale[row] -= sign * risk[position] * hazardSoFar;
                for (var j = 0; j < k; j++)
                    scores[j][row] -= sign * risk[position] * (_x[position * k + j] * hazardSoFar - weightedSoFar[j]);
            }
        }
        return (scores, martingale);
    }

    public double[] DevianceResiduals(double[] beta)
    {
        var residuals = Residuals(beta).Martingale;
        for (var row = 0; row < Rows; row++)
        {
            var seen = _data.Times[row].Answered ? 1 : 0;
            var expected = seen - residuals[row];
            var deviance = -2 * (residuals[row] + (seen == 1 ? Math.Log(expected) : 0));
            residuals[row] = Math.Sign(residuals[row]) * Math.Sqrt(Math.Max(0, deviance));
        }
        return residuals;
    }

    public IReadOnlyList<(double Hours, double CumulativeHazard)> BaselineHazard(double[] beta, int stratum)
    {
        var risk = Risk(beta, out _);
        var hazards = Hazards(risk);
        double atZero = 0,
            sum = 0;
        for (var j = 0; j < _covariates; j++)
            atZero -= beta[j] * _center[j] / Scale[j];
        var steps = new List<(double, double)>();
        for (var t = _firstTie[stratum + 1] - 1; t >= _firstTie[stratum]; t--)
        {
            sum += hazards.All[t];
            steps.Add((_order.Distinct[_tiedRows[t].Rank], sum * Math.Exp(atZero)));
        }
        return steps;
    }

    /// <summary>Harrell's C within strata; askers, where given, are the units of its standard error.</summary>
    public Concordance Concordance(double[] beta)
    {
        _ = Risk(beta, out var predictor);
        var distinct = predictor.Distinct().Order().ToArray();
        var counts = new ConcordanceCounts(Rows, distinct.Length);
        var level = Array.ConvertAll(predictor, value => Array.BinarySearch(distinct, value));
        for (var stratum = 0; stratum < Strata; stratum++)
        {
            counts.Begin();
            var leaving = StratumStart(stratum);
            for (var t = _firstTie[stratum]; t < _firstTie[stratum + 1]; t++)
            {
                var tie = _tiedRows[t];
                for (
                    ;
                    leaving < Math.Min(_byEntry.Length, StratumEnd(stratum))
                        && _entryRank[_byEntry[leaving]] >= tie.Rank;
                    leaving++
                )
                {
                    if (_byEntry[leaving] < tie.From)
                        counts.Leave(_byEntry[leaving], level[_byEntry[leaving]]);
                }
                for (var position = tie.From + tie.Answers; position < tie.To; position++)
                    counts.Join(position, level[position]);
                counts.Answer(tie.From, tie.From + tie.Answers, level);
                for (var position = tie.From; position < tie.From + tie.Answers; position++)
                    counts.Join(position, level[position]);
            }
            for (var position = StratumStart(stratum); position < StratumEnd(stratum); position++)
                counts.Leave(position, level[position]);
        }
        var clusterAt = _data.Cluster is { } cluster ? Array.ConvertAll(_rowAt, row => cluster[row]) : null;
        return counts.Result(clusterAt);
    }

    public ProportionalHazardsTest TestProportionalHazards(double[] beta, TimeTransform transform)
    {
        var g = TransformedTimes(transform);
        double sum = 0;
        foreach (var tie in _tiedRows)
            sum += tie.Answers * g[tie.Rank];
        var centered = Array.ConvertAll(g, value => value - sum / Answers);

        var (at, score, mixed, byTime) = At(beta, centered);
        var k = _covariates;
        var perCovariate = new ChiSquaredTest[k];
        for (var j = 0; j < k; j++)
            perCovariate[j] = Test([j]);
        return new ProportionalHazardsTest(perCovariate, Test([.. Enumerable.Range(0, k)]));

        ChiSquaredTest Test(int[] covariates)
        {
            var size = k + covariates.Length;
            var information = new double[size, size];
            var u = new double[size];
            for (var i = 0; i < k; i++)
            {
                for (var l = 0; l < k; l++)
                    information[i, l] = at.Information[i, l];
                for (var l = 0; l < covariates.Length; l++)
                    information[i, k + l] = information[k + l, i] = mixed[i, covariates[l]];
            }
            for (var i = 0; i < covariates.Length; i++)
            {
                u[k + i] = score[covariates[i]];
                for (var l = 0; l < covariates.Length; l++)
                    information[k + i, k + l] = byTime[covariates[i], covariates[l]];
            }
            return ChiSquaredTest.Of(SymmetricSystem.Of(information).QuadraticForm(u), covariates.Length);
        }
    }

    private double[] TransformedTimes(TimeTransform transform)
    {
        var distinct = _order.Distinct.Length;
        int[] ending = new int[distinct],
            answers = new int[distinct],
            beginning = new int[distinct];
        foreach (var tie in _tiedRows)
        {
            ending[tie.Rank] += tie.To - tie.From;
            answers[tie.Rank] += tie.Answers;
        }
        foreach (var rank in _entryRank)
            beginning[rank]++;

        var g = new double[distinct];
        double atRisk = _entryRank.Length == 0 ? Rows : 0,
            waiting = 1,
            before = 0;
        for (var rank = 0; rank < distinct; rank++)
        {
            g[rank] = transform switch
            {
                TimeTransform.KaplanMeier => 1 - waiting,
                TimeTransform.Rank => before + (ending[rank] + 1) / 2.0,
                TimeTransform.Identity => _order.Distinct[rank],
                _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, "Unknown transform."),
            };
            if (answers[rank] > 0)
                waiting *= (atRisk - answers[rank]) / atRisk;
            atRisk += beginning[rank] - ending[rank];
            before += ending[rank];
        }
        return g;
    }

    /// <summary>
    /// How far the cumulative hazard rises at each tie, for those still waiting and for the answered themselves; the same times the mean
    /// covariates at risk, and those means, by tie and then covariate.
    /// </summary>
    private sealed record Jumps(
        double[] All,
        double[] OfAnswered,
        double[] Weighted,
        double[] WeightedOfAnswered,
        double[] Mean
    );

    private Jumps Hazards(double[] risk)
    {
        var k = _covariates;
        var size = _tiedRows.Length;
        var jumps = new Jumps(
            new double[size],
            new double[size],
            new double[size * k],
            new double[size * k],
            new double[size * k]
        );
        double s0 = 0;
        double[] s1 = new double[k],
            e1 = new double[k];
        int stratum = -1,
            leaving = 0;
        for (var t = 0; t < size; t++)
        {
            var tie = _tiedRows[t];
            if (tie.Stratum != stratum)
            {
                stratum = tie.Stratum;
                s0 = 0;
                Array.Clear(s1);
                leaving = StratumStart(stratum);
            }
            for (
                ;
                leaving < Math.Min(_byEntry.Length, StratumEnd(stratum)) && _entryRank[_byEntry[leaving]] >= tie.Rank;
                leaving++
            )
            {
                if (_byEntry[leaving] < tie.From)
                    Add(_byEntry[leaving], -risk[_byEntry[leaving]], ref s0, s1);
            }
            double e0 = 0;
            Array.Clear(e1);
            for (var position = tie.From; position < tie.To; position++)
            {
                Add(position, risk[position], ref s0, s1);
                if (position < tie.From + tie.Answers)
                    Add(position, risk[position], ref e0, e1);
            }
            for (var i = 0; i < tie.Answers; i++)
            {
                var share = _ties == CoxTies.Efron ? (double)i / tie.Answers : 0;
                var denominator = s0 - share * e0;
                jumps.All[t] += 1 / denominator;
                jumps.OfAnswered[t] += (1 - share) / denominator;
                for (var j = 0; j < k; j++)
                {
                    var mean = (s1[j] - share * e1[j]) / denominator;
                    jumps.Weighted[t * k + j] += mean / denominator;
                    jumps.WeightedOfAnswered[t * k + j] += (1 - share) * mean / denominator;
                    jumps.Mean[t * k + j] += mean / tie.Answers;
                }
            }
        }
        return jumps;
    }

    private void Add(int position, double risk, ref double sum0, double[] sum1)
    {
        sum0 += risk;
        for (var j = 0; j < _covariates; j++)
            sum1[j] += risk * _x[position * _covariates + j];
    }

    private double[] Risk(double[] beta, out double[] predictor)
    {
        var k = _covariates;
        predictor = new double[Rows];
        var risk = new double[Rows];
        for (var position = 0; position < Rows; position++)
        {
            double sum = 0;
            for (var j = 0; j < k; j++)
                sum += beta[j] * _x[position * k + j];
            predictor[position] = sum;
            risk[position] = Math.Exp(sum);
        }
        return risk;
    }

    private int StratumStart(int stratum) =>
        stratum < Strata && _firstTie[stratum] < _tiedRows.Length ? _tiedRows[_firstTie[stratum]].From : Rows;

    private int StratumEnd(int stratum) => StratumStart(stratum + 1);

    private int StratumOf(int position) => _data.Stratum is { } stratum ? stratum[_rowAt[position]] : 0;

    private static (double[] Center, double[] Scale) CenterAndScale(double[][] covariates)
    {
        var center = Array.ConvertAll(covariates, column => column.Length == 0 ? 0 : column.Average());
        var scale = new double[covariates.Length];
        for (var j = 0; j < scale.Length; j++)
        {
            double squares = 0;
            foreach (var x in covariates[j])
                squares += (x - center[j]) * (x - center[j]);
            var deviation = Math.Sqrt(squares / Math.Max(1, covariates[j].Length));
            scale[j] = deviation > 1e-14 * Math.Abs(center[j]) && deviation > 0 ? deviation : 1;
        }
        return (center, scale);
    }

    /// <summary>A full matrix from the rows of its lower half.</summary>
    private static double[,] Square(double[] lower)
    {
        var size = (int)Math.Sqrt(lower.Length);
        var square = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
                square[i, j] = square[j, i] = lower[i * size + j];
        }
        return square;
    }
}

/// <summary>The scale of time on which a drifting hazard ratio is looked for.</summary>
public enum TimeTransform
{
    /// <summary>The share answered before the time, over all rows together.</summary>
    KaplanMeier,

    /// <summary>The average rank of the time among all rows.</summary>
    Rank,

    Identity,
}

/// <summary>Score tests that hazard ratios do not drift. Grambsch and Therneau (1994), Biometrika 81, 515–526.</summary>
/// <param name="PerCovariate">In the order of the covariates.</param>
/// <param name="Global">All covariates together.</param>
public sealed record ProportionalHazardsTest(IReadOnlyList<ChiSquaredTest> PerCovariate, ChiSquaredTest Global);
